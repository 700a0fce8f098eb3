"""The installation's settings, read from the environment: `settings` answers the Flask configuration.

DATABASE_URL, REDIS_URL, SECRET_KEY, DEFAULT_LOCALE, DEFAULT_TIMEZONE: see the README. Beside them: VAR_DIR (folder of the database and the secret key, `var`),
TRUSTED_PROXIES (how many proxies in front of the server set X-Forwarded-For, 0), LOGIN_LIMIT (tries of one login from one address, `10 per minute`),
PASSWORD_MIN_LENGTH (8), PASSWORD_FORMER (so many of a user's last passwords are not taken again, 3).
Public names: settings, ROOT.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent

MEGABYTE = 1024 * 1024


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Flask's and FAB's configuration for these environment variables. Creates the folder for local data and the secret key when they are missing."""
    folder = Path(environ.get("VAR_DIR") or ROOT / "var")
    return {
        "APP_NAME": "Fieldloom",
        "VAR_DIR": str(folder),
        "SECRET_KEY": environ.get("SECRET_KEY") or secret_key(folder),
        "SQLALCHEMY_DATABASE_URI": database_url(environ.get("DATABASE_URL", ""), folder),
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES") or 0),
        "MAX_CONTENT_LENGTH": 32 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "fieldloom",
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],  # a page of 79 kB: zstd 3 0.27 ms → 11.6 kB, br 1 0.26 → 12.8, br 4 1.07 → 11.0, gzip 1 0.69 → 13.5
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_BR_LEVEL": 1,
        "COMPRESS_LEVEL": 1,
        "COMPRESS_MIN_SIZE": 1000,
        **_login_settings(environ),
        **_fab_settings(),
    }


def _login_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "REDIS_URL": environ.get("REDIS_URL") or "",
        "PASSWORD_MIN_LENGTH": int(environ.get("PASSWORD_MIN_LENGTH") or 8),
        "PASSWORD_FORMER": int(environ.get("PASSWORD_FORMER") or 3),
        "AUTH_RATE_LIMITED": True,
        "AUTH_RATE_LIMIT": environ.get("LOGIN_LIMIT") or "10 per minute",  # of one name from one address: twice the tries that lock the name (access.lockout)
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": environ.get("REDIS_URL") or "memory://",
        "RATELIMIT_HEADERS_ENABLED": True,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may stay open all day; the token ends with the session
        "WTF_CSRF_CHECK_DEFAULT": False,  # views.gate checks: it knows which requests carry a token of their own
        "AUTH_USERNAME_CI": True,
        "JWT_ACCESS_TOKEN_EXPIRES": timedelta(hours=1),
        "AUTH_ROLE_ADMIN": "Admin",
    }


def _fab_settings() -> dict[str, Any]:
    return {
        "FAB_UPDATE_PERMS": False,  # permissions are rows written by `init` and by publications, never at start-up
        "FAB_CREATE_DB": False,
        "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
        "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
        "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
        "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
        "LANGUAGES": {
            "zh_Hans": {"flag": "cn", "name": "简体中文"},
            "zh_Hant": {"flag": "tw", "name": "繁體中文"},
            "en": {"flag": "gb", "name": "English"},
        },
    }


def database_url(url: str, folder: Path) -> str:
    """The database of DATABASE_URL with a driver that is installed; an SQLite file in the local folder when it is empty."""
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder / 'fieldloom.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once, kept in ``secret_key`` of the local folder, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    if not path.exists():
        mine = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(48))
        try:
            os.link(mine, path)  # whole or not at all: of several workers that start together one wins, all read the same key
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text()

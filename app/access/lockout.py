"""Locks a login after too many wrong tries, whoever tries and wherever: counted in Redis where there is one, else in the database.

A name that nobody has is counted like any other, so that nothing is learned by trying. Names and e-mail addresses are counted apart for the same reason.
Public names: TRIES, SECONDS, Standing, locked, fail, settle, clear.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.access.login_rules import rules_of
from app.models.engine import writing
from app.models.logins import TRIES as TABLE
from app.models.logins import LoginTries

T = TypeVar("T")
LOG = logging.getLogger(__name__)
TRIES = 5
"""Wrong tries within SECONDS, and the login is locked for as long."""
SECONDS = 900
REDIS_SECONDS = 1.0
"""How long Redis is waited for; then the database counts."""
BEGAN = -2
"""What COUNT answers instead of a number when this try locked the login; -1 when it was locked already."""
COUNT = """
local left = redis.call('PTTL', KEYS[2])
if left > 0 then return {-1, left} end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local count = redis.call('ZCARD', KEYS[1])
if count < tonumber(ARGV[4]) then return {count, 0} end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], '1', 'EX', ARGV[3])
return {-2, ARGV[3] * 1000}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a login after a wrong try: how many are left, or until when it is locked."""

    left: int
    until: datetime | None = None
    began: bool = False
    """Did this try lock it?"""


def now() -> datetime:
    """The present moment; tests put another one in its place."""
    return datetime.now(UTC)


def locked(session: Session, names: Collection[str]) -> dict[str, datetime]:
    """Those of the names that are locked now, and until when."""
    keys = {name: _key(session, name) for name in names if name}
    if not keys:
        return {}
    left = _ask_redis(session, lambda redis: _milliseconds(redis, list(keys.values())))
    if left is not None:
        return {name: now() + timedelta(milliseconds=left[key]) for name, key in keys.items() if left[key] > 0}
    statement = sa.select(LoginTries.key, LoginTries.locked_until).where(LoginTries.key.in_(set(keys.values())), LoginTries.locked_until > now())
    found = {key: until for key, until in session.execute(statement) if until is not None}
    return {name: found[key] for name, key in keys.items() if key in found}


def fail(session: Session, name: str) -> Standing:
    """Count a wrong try; within a write it belongs to that."""
    key, moment = _key(session, name), now()
    arguments = (moment.timestamp(), f"{moment.timestamp()}{secrets.token_hex(4)}", SECONDS, TRIES)
    told = _ask_redis(session, lambda redis: redis.eval(COUNT, 2, *_names(key), *arguments))
    if told is None:
        with writing(session):
            return _fail_in_database(session, key, moment)
    count, left = map(int, told)
    return Standing(TRIES - count) if count >= 0 else Standing(0, moment + timedelta(milliseconds=left), began=count == BEGAN)


def settle(session: Session, name: str) -> datetime | None:
    """The password was right: forget the wrong tries, unless they locked the login while it was looked at; then until when. Within a write."""
    key = _key(session, name)
    left = _ask_redis(session, lambda redis: _milliseconds(redis, [key])[key])
    if left is not None and left > 0:
        return now() + timedelta(milliseconds=left)
    if left is not None:
        _ask_redis(session, lambda redis: redis.delete(_names(key)[0]))
        return None
    past = sa.or_(TABLE.c.locked_until.is_(None), TABLE.c.locked_until <= now())
    session.execute(sa.delete(TABLE).where(TABLE.c.key == key, past))
    return session.scalar(sa.select(TABLE.c.locked_until).where(TABLE.c.key == key))


def clear(session: Session, names: Collection[str]) -> None:
    """Forget the wrong tries of these names; within a write it belongs to that."""
    keys = {_key(session, name) for name in names if name}
    _ask_redis(session, lambda redis: redis.delete(*(one for key in keys for one in _names(key))))
    with writing(session):
        session.execute(sa.delete(LoginTries).where(LoginTries.key.in_(keys)), execution_options={"synchronize_session": False})


def _fail_in_database(session: Session, key: str, moment: datetime) -> Standing:
    session.execute(sa.delete(TABLE).where(TABLE.c.expires < moment))
    insert: Any = postgresql.insert(TABLE) if session.connection().dialect.name == "postgresql" else sqlite.insert(TABLE)
    row: dict[str, Any] = {"key": key, "failures": [], "locked_until": None, "expires": moment + timedelta(seconds=SECONDS)}
    session.execute(insert.values(row).on_conflict_do_nothing())
    found = session.execute(sa.select(TABLE.c.failures, TABLE.c.locked_until).where(TABLE.c.key == key).with_for_update()).one()
    if found.locked_until is not None and found.locked_until > moment:
        return Standing(0, found.locked_until)
    recent = [one for one in found.failures if one > moment.timestamp() - SECONDS] + [moment.timestamp()]
    until = moment + timedelta(seconds=SECONDS) if len(recent) >= TRIES else None
    changed = {"failures": [] if until else recent, "locked_until": until, "expires": moment + timedelta(seconds=SECONDS)}
    session.execute(sa.update(TABLE).where(TABLE.c.key == key).values(changed))
    return Standing(0 if until else TRIES - len(recent), until, began=until is not None)


def _key(session: Session, name: str) -> str:
    """The same for all ways to write a login, and for this installation only."""
    plain = unicodedata.normalize("NFKC", name.strip()).casefold()
    return hmac.new(rules_of(session).secret.encode(), plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _names(key: str) -> tuple[str, str]:
    return f"fieldloom:tries:{key}", f"fieldloom:lock:{key}"


def _milliseconds(redis: Any, keys: list[str]) -> dict[str, int]:
    pipe = redis.pipeline(transaction=False)
    for key in keys:
        pipe.pttl(_names(key)[1])
    return dict(zip(keys, pipe.execute(), strict=True))


def _ask_redis(session: Session, question: Callable[[Any], T]) -> T | None:
    """What Redis answers; None where there is none, or none that answers. Imported here: a server without Redis needs none of it."""
    url = rules_of(session).redis_url
    if not url:
        return None
    from redis import RedisError

    try:
        return question(_redis(url))
    except RedisError as error:
        LOG.warning("Redis does not count wrong logins, so the database does: %s", type(error).__name__)
        return None


@lru_cache(maxsize=4)
def _redis(url: str) -> Any:
    from redis import Redis

    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, decode_responses=True)

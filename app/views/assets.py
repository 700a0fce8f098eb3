"""Copies the browser parts that pages load from node_modules to app/static/vendor, which git ignores.

Run by ``make`` after ``npm ci``: ``python -m app.views.assets``. A page never loads anything from elsewhere. Public names: PARTS, copy_parts.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PARTS: dict[str, str] = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "flatpickr.min.css": "flatpickr/dist/flatpickr.min.css",
    "flatpickr.min.js": "flatpickr/dist/flatpickr.min.js",
    "zh.js": "flatpickr/dist/l10n/zh.js",
    "zh-tw.js": "flatpickr/dist/l10n/zh-tw.js",
    "Sortable.min.js": "sortablejs/Sortable.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "fa/css/fontawesome.min.css": "@fortawesome/fontawesome-free/css/fontawesome.min.css",
    "fa/css/solid.min.css": "@fortawesome/fontawesome-free/css/solid.min.css",
    "fa/css/regular.min.css": "@fortawesome/fontawesome-free/css/regular.min.css",
    "fa/webfonts/fa-solid-900.woff2": "@fortawesome/fontawesome-free/webfonts/fa-solid-900.woff2",
    "fa/webfonts/fa-regular-400.woff2": "@fortawesome/fontawesome-free/webfonts/fa-regular-400.woff2",
    "inter/inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}
"""File below app/static/vendor → file below node_modules."""


def copy_parts(modules: Path, vendor: Path) -> list[str]:
    """Copies every part, replacing what is there; returns the sources that are missing (then nothing of them is copied)."""
    missing = [source for source in PARTS.values() if not (modules / source).is_file()]
    for name, source in PARTS.items():
        if source not in missing:
            target = vendor / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / source, target)
    return missing


def main() -> int:
    """Exit status 1 when a part is missing, its name on standard error."""
    missing = copy_parts(ROOT / "node_modules", ROOT / "app" / "static" / "vendor")
    for source in missing:
        sys.stderr.write(f"node_modules/{source} is missing: run npm ci first\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""All msgids that the catalogs must hold: ours, those of Flask-AppBuilder and those of WTForms.

Public names: template, KEYWORDS.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.i18n.texts import ROOT

KEYWORDS: dict[str, Any] = {
    "_": None,
    "__": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "mark": None,
    "ngettext": (1, 2),
}
FAB_FILES = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def template() -> Catalog:
    """A catalog of every msgid with the files that use it; no translations."""
    catalog = Catalog(project="Fieldloom", charset="utf-8", fuzzy=False)
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    _extract(catalog, ROOT.parent, methods, options, "")
    _extract(catalog, _package("flask_appbuilder"), FAB_FILES, {}, "flask_appbuilder/")
    with (_package("wtforms") / "locale" / "wtforms.pot").open("rb") as file:
        for message in read_po(file):
            if message.id:
                catalog.add(message.id, locations=[("wtforms", 0)])
    return catalog


def _extract(catalog: Catalog, folder: Path, methods: Any, options: Any, prefix: str) -> None:
    found = extract_from_dir(str(folder), methods, options, KEYWORDS, directory_filter=_is_ours)
    for name, _line, msgid, _comments, context in found:
        catalog.add(msgid, locations=[(prefix + name, 0)], context=context)


def _is_ours(folder: str) -> bool:
    """Folders whose files are read: neither hidden, nor installed, nor caches."""
    return not Path(folder).name.startswith((".", "__")) and Path(folder).name not in ("node_modules", "vendor", "tests")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent

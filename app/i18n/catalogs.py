"""The command that keeps the catalogs: ``python -m app.i18n.catalogs update | check | compile``.

``update`` writes every msgid into each ``.po`` and fills Traditional from Simplified where it has nothing of its own; ``check`` fails on what a reader would
see in the wrong language; ``compile`` makes the ``.mo`` files. Public names: main, update, check, compile_all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.i18n.convert import to_traditional
from app.i18n.extraction import template
from app.i18n.package_labels import missing_labels
from app.i18n.placeholders import faults
from app.i18n.texts import ROOT

TRANSLATED = ("zh_Hans", "zh_Hant")
"""Languages with a catalog, in the order in which one fills the next; English is the language of the msgids."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Date in the files' heads: a fixed one, so that an update changes only what changed."""


def path_of(locale: str) -> Path:
    """The source of a catalog."""
    return ROOT / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    """The catalog as it stands; an empty one when there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, project="Fieldloom", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update() -> list[str]:
    """Bring every msgid of the code into each catalog; returns a line about each."""
    wanted, report, simplified = template(), [], None
    for locale in TRANSLATED:
        catalog = load(locale)
        catalog.update(wanted, no_fuzzy_matching=True)
        if simplified is not None:
            _fill(catalog, simplified)
        simplified = catalog
        _write(catalog, path_of(locale))
        empty = sum(1 for message in catalog if message.id and not _is_full(message))
        report.append(f"{locale}: {len(catalog)} messages, {empty} without a translation")
    return report


def _fill(catalog: Catalog, simplified: Catalog) -> None:
    for message in catalog:
        source = simplified.get(message.id, message.context)
        if not message.id or _is_full(message) or source is None or not _is_full(source):
            continue
        message.string = to_traditional(source.string) if isinstance(source.string, str) else tuple(map(to_traditional, source.string or ()))


def _write(catalog: Catalog, path: Path) -> None:
    catalog.project, catalog.version, catalog.copyright_holder = "Fieldloom", "1", "the Fieldloom contributors"
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "", "", ""
    catalog.header_comment = "# Texts of Fieldloom. MIT licence."
    catalog.creation_date = catalog.revision_date = EPOCH
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=150, sort_output=True, ignore_obsolete=True, include_lineno=False)


def _is_full(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(strings)


def check() -> list[str]:
    """What a reader would see in the wrong language or not at all; a line each, none when all is well."""
    wanted = template()
    found = [line for locale in TRANSLATED for line in _differences(locale, wanted, load(locale))]
    return found + missing_labels(ROOT.parent / "app" / "metadata" / "packages")


def _differences(locale: str, wanted: Catalog, catalog: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        own = catalog.get(message.id, message.context)
        place = message.locations[0][0] if message.locations else ""
        if own is None:
            yield f"{locale}: {message.id!r} ({place}) is not in the catalog; run: make translations"
        elif not _is_full(own):
            yield f"{locale}: {message.id!r} ({place}) has no translation"
        elif own.fuzzy:
            yield f"{locale}: {message.id!r} ({place}) is marked fuzzy"
        else:
            yield from (f"{locale}: {message.id!r} ({place}) {fault}" for fault in faults(message, own))
    for message in catalog:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{locale}: {message.id!r} is used nowhere; run: make translations"


def compile_all() -> list[str]:
    """Make the ``.mo`` of each catalog; returns a line about each."""
    report = []
    for locale in TRANSLATED:
        target = path_of(locale).with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, load(locale))
        report.append(f"{target.relative_to(ROOT.parent)} written")
    return report


def main(arguments: list[str]) -> int:
    """Exit status of the command."""
    commands: dict[str, Callable[[], list[str]]] = {"update": update, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(f"usage: python -m app.i18n.catalogs {' | '.join(commands)}\n")
        return 2
    lines = commands[arguments[0]]()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if arguments[0] == "check" and lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

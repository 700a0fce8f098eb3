"""One seeding: files → order → records → lookups that had to wait. Public names: seed_records, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import InvalidInput, Problem
from app.fieldtypes.base import Bad
from app.i18n import current_locale, use
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.metadata.names import suggestion
from app.records.seeding.cells import SYSTEM_CELLS, Pending, Reader
from app.records.seeding.door import insert, point
from app.records.seeding.files import FileRow, at_line, read_rows
from app.records.seeding.names import Names
from app.records.seeding.people import DEPARTMENTS, USERS
from app.records.seeding.relative import Clock
from app.records.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lot:
    """The rows of one object that are not in the database yet."""

    definition: ObjectDef
    rows: tuple[FileRow, ...]


def seed_records(ws: Workspace, files: Mapping[str, bytes], clock: Clock) -> dict[str, int]:
    """Insert the records of ``<object>.csv`` files; object → number of new records. The session must be writing and bound to the system.

    Raises: InvalidInput with ALL problems of all files; NotAllowed for anybody but the system.
    """
    with use(current_locale(), clock.zone.key):
        return _seed(ws, files, clock)


def _seed(ws: Workspace, files: Mapping[str, bytes], clock: Clock) -> dict[str, int]:
    names = Names(ws)
    problems: list[Problem] = []
    lots = {
        lot.definition.name: lot
        for file, content in sorted(files.items())
        if file not in (DEPARTMENTS, USERS) and (lot := _lot(ws, names, file, content, problems))
    }
    waiting: list[tuple[Reader, Pending]] = []
    remaining = order({name: _targets(lot.definition) for name, lot in lots.items()})
    later = set(remaining)
    for name in remaining:
        reader = Reader(ws, lots[name].definition, names, clock, later)
        rows = [reader.read(row) for row in lots[name].rows]
        problems += reader.problems
        waiting += [(reader, pending) for pending in reader.pending]
        if not problems:
            names.learn(name, insert(ws, reader.definition, rows))
            later.discard(name)
    if not problems:
        _fill_in(ws, names, waiting, problems)
    if problems:
        raise InvalidInput(_("The demo records cannot be read."), problems)
    return {name: len(lot.rows) for name, lot in lots.items()}


def order(targets: Mapping[str, set[str]]) -> list[str]:
    """The objects, each as far as possible after those it looks up; of a circle the one with the fewest open lookups comes first."""
    left, done = dict(targets), list[str]()
    while left:
        chosen = min(left, key=lambda name: (len((left[name] - {name}) & left.keys()), name))
        done.append(chosen)
        del left[chosen]
    return done


def _lot(ws: Workspace, names: Names, file: str, content: bytes, problems: list[Problem]) -> Lot | None:
    definition = ws.catalog.object(file.removesuffix(".csv"))
    if definition is None:
        hint = suggestion(file.removesuffix(".csv"), ws.catalog.objects)
        problems.append(Problem(file, _('There is no object "%(name)s".', name=file.removesuffix(".csv")), hint))
        return None
    header, rows = read_rows(file, content)
    known = [*SYSTEM_CELLS, *(field.name for field in definition.live_fields)]
    unknown = [name for name in header if name not in known]
    problems += [Problem(f"{file}: {name}", _('There is no field "%(name)s".', name=name), suggestion(name, known)) for name in unknown]
    present = names.keys(definition.name)
    seen: set[str] = set()
    for row in rows:
        key = row.get("key")
        if not key or key in seen:
            what = _('The key "%(key)s" stands twice.', key=key[:60]) if key else _("The row has no key.")
            problems.append(at_line(row, Problem("key", what, _("Give each row a key of its own."))))
        seen.add(key)
    return Lot(definition, tuple(row for row in rows if row.get("key") not in present))


def _targets(definition: ObjectDef) -> set[str]:
    return {str(field.param("target")) for field in definition.references()}


def _fill_in(ws: Workspace, names: Names, waiting: list[tuple[Reader, Pending]], problems: list[Problem]) -> None:
    found: dict[tuple[str, str], dict[int, int]] = {}
    readers: dict[str, Reader] = {}
    for reader, pending in waiting:
        name = reader.definition.name
        readers[name] = reader
        try:
            target = reader.target(pending.field, pending.text)
        except Bad as bad:
            problems.append(at_line(pending.row, Problem(pending.field.name, bad.what, bad.hint)))
            continue
        found.setdefault((name, pending.field.name), {})[names.keys(name)[pending.row.get("key")]] = target
    for (name, field_name), targets in found.items():
        definition = readers[name].definition
        field = definition.field(field_name)
        if field is not None and not problems:
            point(ws, definition, field, targets)

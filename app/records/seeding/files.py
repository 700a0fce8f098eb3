"""The CSV files of demo records as rows of texts: UTF-8, a header of API names, empty cells left out.

Public names: FileRow, read_rows, at_line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.errors import InvalidInput, Problem
from app.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row; ``line`` counts from 1, the header's is 1."""

    file: str
    line: int
    texts: Mapping[str, str]
    """Header name → text of the cell; empty cells are left out."""

    def get(self, name: str) -> str:
        return self.texts.get(name, "")


def read_rows(file: str, content: bytes) -> tuple[list[str], list[FileRow]]:
    """(header, rows) of a file. Raises: InvalidInput for what is no such CSV."""
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip() for name in next(lines, [])]
        rows = [_row(file, number, header, cells) for number, cells in enumerate(lines, 2) if any(cells)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(file, str(error)[:200]) from None
    twice = sorted({name for name in header if header.count(name) > 1})
    if not header or twice:
        raise _unreadable(file, _('the column "%(name)s" stands twice', name=twice[0]) if twice else _("it is empty"))
    return header, rows


def _row(file: str, number: int, header: list[str], cells: list[str]) -> FileRow:
    if len(cells) != len(header):
        raise _unreadable(file, _("row %(number)s has %(found)s cells instead of %(expected)s", number=number, found=len(cells), expected=len(header)))
    return FileRow(file, number, {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()})


def _unreadable(file: str, reason: str) -> InvalidInput:
    return InvalidInput(_("The demo records cannot be read."), [Problem(file, _("The file cannot be read: %(reason)s", reason=reason))])


def at_line(row: FileRow, problem: Problem) -> Problem:
    """The problem with file and row in front of its place: ``lead.csv row 12: mobile``."""
    place = _("%(file)s row %(number)s", file=row.file, number=row.line)
    return replace(problem, where=f"{place}: {problem.where}" if problem.where else place)

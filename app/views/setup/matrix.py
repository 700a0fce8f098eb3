"""The grid of rights as it is printed: rows of one role over objects, or of one object over roles.

A form sends every cell and, hidden, what each row was when it was printed; ``matrix_save`` writes the difference.
Public names: COLUMNS, Target, MatrixCell, MatrixRow, MatrixForm, matrix_rows, reach_choices, action_choices, texts_of, unpack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.access.grants import all_rights, rights_of
from app.access.matrix import FLAGS, REACH_ACTIONS
from app.access.reach import RANK, REACHES
from app.i18n import gettext as _
from app.i18n import mark
from app.views.setup.inputs import Choice

COLUMNS = (*REACH_ACTIONS, *FLAGS)
ACTION_WORDS = {
    "view": mark("View"),
    "edit": mark("Edit"),
    "delete": mark("Delete"),
    "transfer": mark("Transfer"),
    "create": mark("Create"),
    "export": mark("Export"),
    "import": mark("Import"),
}
REACH_WORDS = {
    "none": mark("none"),
    "own": mark("own"),
    "department": mark("department"),
    "department_tree": mark("department and below"),
    "all": mark("all"),
}
EVERY = "*"
"""All columns, where many cells are set at once."""


@dataclass(frozen=True, slots=True)
class Target:
    """One row: a role's rights in an object."""

    key: str
    """Unique in the grid: the object's id, or the role's."""
    role_id: int
    entity_id: int
    object_name: str
    label: str
    icon: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One right. ``choices`` is empty for a right that one has or has not."""

    action: str
    name: str
    label: str
    value: str
    was: str
    choices: tuple[Choice, ...] = ()

    @property
    def gauge(self) -> int:
        """How many of the four bars are filled."""
        return RANK.get(self.value, 0)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    key: str
    label: str
    icon: str
    href: str
    note: str
    was: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """matrix.html"""

    action: str
    here: str
    row_label: str
    rows: tuple[MatrixRow, ...]
    actions: tuple[Choice, ...]
    reaches: tuple[Choice, ...]
    problems: tuple[str, ...] = ()
    empty: str = ""
    count_text: str = ""
    prev_href: str = ""
    next_href: str = ""


def reach_choices() -> tuple[Choice, ...]:
    """The five words, from the narrowest to the widest."""
    return tuple(Choice(word, _(REACH_WORDS[word])) for word in REACHES)


def action_choices() -> tuple[Choice, ...]:
    """Every column, and all of them at once."""
    return (Choice(EVERY, _("All rights")), *(Choice(name, _(ACTION_WORDS[name])) for name in COLUMNS))


def matrix_rows(session: Session, targets: Sequence[Target], sent: Mapping[str, str] | None = None) -> tuple[MatrixRow, ...]:
    """The rows as they are stored; with what was sent, its changes laid over them."""
    stored = all_rights(session)
    reaches = reach_choices()
    return tuple(_row(target, stored.get((target.role_id, target.entity_id)) or rights_of(None), reaches, sent) for target in targets)


def _row(target: Target, rights: Mapping[str, Any], reaches: tuple[Choice, ...], sent: Mapping[str, str] | None) -> MatrixRow:
    was = texts_of(rights)
    original = unpack((sent or {}).get(f"was.{target.key}", "")) or was
    cells = tuple(
        MatrixCell(
            action=action,
            name=f"{action}.{target.key}",
            label=f"{target.label} {_(ACTION_WORDS[action])}",
            value=_value(was[action], original[action], None if sent is None else sent.get(f"{action}.{target.key}", "")),
            was=was[action],
            choices=() if action in FLAGS else reaches,
        )
        for action in COLUMNS
    )
    return MatrixRow(target.key, target.label, target.icon, target.href, target.note, _pack(was), cells)


def _value(stored: str, original: str, sent: str | None) -> str:
    """A cell that the form left alone follows what is stored now."""
    return stored if sent is None or sent == original else sent


def texts_of(rights: Mapping[str, Any]) -> dict[str, str]:
    """The rights as a form has them: a word for a reach, ``1`` or nothing for the others."""
    return {name: ("1" if rights[name] else "") if name in FLAGS else str(rights[name]) for name in COLUMNS}


def _pack(texts: Mapping[str, str]) -> str:
    return ",".join(texts[name] for name in COLUMNS)


def unpack(packed: str) -> dict[str, str]:
    """The rights of the hidden input ``was``; empty when it is damaged."""
    parts = packed.split(",")
    return dict(zip(COLUMNS, parts, strict=True)) if len(parts) == len(COLUMNS) else {}

"""Writes what a grid of rights changed: all cells in one transaction, or none.

Only cells that the form changed are written; a cell that somebody else changed in the meantime stops the whole save.
Public names: Overtaken, Unfit, save, sent_values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.access.grants import RIGHTS, all_rights, check_rights, rights_of, set_many_rights
from app.access.grants import Wanted as Rights
from app.access.matrix import FLAGS
from app.errors import InvalidInput
from app.i18n import gettext as _
from app.views.setup.inputs import beside, text_of
from app.views.setup.matrix import ACTION_WORDS, COLUMNS, EVERY, Target, texts_of, unpack

Wanted = Sequence[tuple[Target, dict[str, Any]]]


class Unfit(Exception):
    """Some cells cannot be written, so none was; ``texts`` say which and why. ``status`` is the answer's."""

    status = 422

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(*texts)
        self.texts = tuple(texts)


class Overtaken(Unfit):
    """Somebody else saved the same cells first."""

    status = 409


def spread(sent: Mapping[str, str], chosen: Iterable[str]) -> dict[str, str]:
    """What was sent, with the bulk setting laid over the chosen rows: the 'Set' button without a script."""
    action, value = sent.get("bulk_action", EVERY), sent.get("bulk_value", "none")
    columns = COLUMNS if action == EVERY else (action,) if action in COLUMNS else ()
    laid = dict(sent)
    for key in chosen:
        for name in columns:
            laid[f"{name}.{key}"] = ("1" if value != "none" else "") if name in FLAGS else value
    return laid


def save(session: Session, targets: Sequence[Target], sent: Mapping[str, str]) -> int:
    """Writes the cells that the form changed, all or none; answers how many. Raises Unfit or Overtaken with every problem."""
    stored = all_rights(session)
    problems: list[str] = []
    wanted: list[tuple[Target, dict[str, Any]]] = []
    for target in targets:
        now = texts_of(stored.get((target.role_id, target.entity_id)) or rights_of(None))
        was = unpack(sent.get(f"was.{target.key}", ""))
        if not was:
            continue
        changed = [name for name in COLUMNS if sent.get(f"{name}.{target.key}", "") != was[name]]
        if any(now[name] != was[name] for name in changed):
            what = _("Somebody else changed the rights of %(label)s in the meantime.", label=target.label)
            problems.append(what)
        if changed:
            wanted.append((target, {name: _value(name, sent.get(f"{name}.{target.key}", "")) for name in {*changed, "view"}}))
    if problems:
        raise Overtaken(problems)
    _write(session, wanted)
    return len(wanted)


def _value(name: str, text: str) -> Any:
    return text == "1" if name in FLAGS else text


def _write(session: Session, wanted: Wanted) -> None:
    wrong: list[str] = []
    fit = []
    for target, values in wanted:
        ordered = {name: values[name] for name in RIGHTS if name in values}
        try:
            check_rights(ordered)
        except InvalidInput as error:
            wrong += [beside(_cell(target, problem.where), text_of(problem)) for problem in error.problems]
        fit.append(Rights(target.role_id, target.entity_id, target.object_name, ordered))
    if wrong:
        raise Unfit(wrong)
    set_many_rights(session, fit)


def _cell(target: Target, right: str) -> str:
    """The cell in words: row and column."""
    return _("%(label)s, %(right)s", label=target.label, right=_(ACTION_WORDS[right]) if right in ACTION_WORDS else right)


def sent_values() -> dict[str, str]:
    """The form of this request, with the bulk setting laid over it where its button was pressed."""
    sent = request.form.to_dict()
    return spread(sent, request.form.getlist("chosen")) if sent.get("action") == "bulk" else sent

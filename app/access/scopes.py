"""The row scopes: one hook on the session adds the actor's criteria to every ORM SELECT, UPDATE and DELETE on record classes.

A session is bound to one actor for its life (``bind``); unbound, it sees no record at all. The hook walks through the whole statement (joins, subqueries,
EXISTS, aliases), so a page is safe without its author doing anything. Execution options: ``fl_action`` (view, edit, delete, transfer: whose reach counts;
default view for SELECT), ``fl_bin=True`` (records in the bin too), ``fl_unscoped=True`` (what integrity needs to know; a test names the modules).
Core statements on tables are not seen by the hook: a test keeps them out. Statements of lists
are kept with their criteria: ``access.kept``. Public names: Scope, Asked, install, bind, scope_of, scoped, record_entities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement

from app.access.actor import Actor
from app.access.matrix import Matrix
from app.access.reach import criterion
from app.models.generated import RecordBase

KEY = "fl_scope"
"""Where the session keeps its scope, in ``Session.info``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a session sees."""

    actor: Actor
    matrix: Matrix

    def reach(self, record_class: type[RecordBase], action: str) -> str:
        """How far the actor gets in a class; without owner and department on its records, any reach is all of them."""
        reach = self.matrix.reach(self.actor, record_class.entity_id, action)
        return "all" if reach != "none" and not record_class.scoped else reach


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the scope's rows a statement is about."""

    action: str = "view"
    bin: bool = False
    """Those in the bin, too."""
    unscoped: bool = False
    arrays: bool = False
    """The database takes departments as one array."""
    walked: bool = False
    """SQLite: rows come in the order of an index."""


VIEWING = Asked()


def install(sessions: Any) -> None:
    """Put the hook on a Session class, a sessionmaker or a scoped session; again does nothing."""
    if not event.contains(sessions, "do_orm_execute", _add_criteria):
        event.listen(sessions, "do_orm_execute", _add_criteria)


def bind(session: Session, actor: Actor, matrix: Matrix) -> None:
    """Tell the session who acts. Raises: RuntimeError when it belongs to somebody else already (its identity map holds their rows)."""
    bound = scope_of(session)
    if bound is not None and bound.actor.id != actor.id:
        raise RuntimeError("a session serves one actor; open another one")
    session.info[KEY] = Scope(actor, matrix)


def scope_of(session: Session) -> Scope | None:
    """The scope that the session is bound to."""
    found = session.info.get(KEY)
    return found if isinstance(found, Scope) else None


def record_entities(statement: Any) -> set[Any]:
    """The record classes, and aliases of such classes, that a statement names anywhere (as SQLAlchemy's inspected entities)."""
    found = set()
    for element in visitors.iterate(statement):
        if isinstance(element, sa.Join) and _is_record(element.right._annotations.get("parententity")):
            raise RuntimeError("write select().join(…): criteria do not reach the right side of a join made outside a SELECT")
        entity = element._annotations.get("parententity")
        if _is_record(entity):
            found.add(entity)
    return found


def _is_record(entity: Any) -> bool:
    mapped = getattr(getattr(entity, "mapper", None), "class_", None)
    return isinstance(mapped, type) and issubclass(mapped, RecordBase)


def _add_criteria(state: ORMExecuteState) -> None:
    if state.is_select and state.is_column_load:
        return  # a refresh of columns asks again for a row that this session has read already
    if state.is_insert:
        return _refuse_copy(state)
    entities = record_entities(state.statement)
    if not entities:
        return
    options = state.execution_options
    action = options.get("fl_action") or ("edit" if state.is_update else "delete" if state.is_delete else "view")
    scope = scope_of(state.session)
    arrays = scope is not None and state.session.get_bind(**state.bind_arguments).dialect.name == "postgresql"
    asked = Asked(action, bool(options.get("fl_bin")), bool(options.get("fl_unscoped")), arrays)
    state.statement = scoped(state.statement, entities, scope, asked)


def scoped(statement: Any, entities: Iterable[Any], scope: Scope | None, asked: Asked = VIEWING) -> Any:
    """The statement with the criteria of the scope on each of its record classes and aliases (``record_entities``); no scope: no rows."""
    for entity in entities:
        condition = _condition(entity, scope, asked)
        if condition is not None:
            # one option per alias: criteria given for a class do not reach the ON clause of a join to an alias of it (SQLAlchemy 2.1.9: "no such column")
            statement = statement.options(with_loader_criteria(entity.entity, condition, propagate_to_loaders=False))
    return statement


def _refuse_copy(state: ORMExecuteState) -> None:
    source = getattr(state.statement, "select", None)
    if source is not None and record_entities(source):
        raise RuntimeError("INSERT … SELECT would read records without the actor's criteria; read them first")


def _condition(entity: Any, scope: Scope | None, asked: Asked) -> ColumnElement[bool] | None:
    """The condition for one class or alias; its columns are those of that class or alias."""
    if scope is None:
        return sa.false()
    parts = []
    if not asked.bin:
        parts.append(entity.entity.deleted_at.is_(None))
    if not asked.unscoped:
        reach = scope.reach(entity.mapper.class_, asked.action)
        own = criterion(entity.entity, scope.actor, reach, asked.arrays, asked.walked)
        if own is not None:
            parts.append(own)
    return sa.and_(*parts) if parts else None

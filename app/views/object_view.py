"""The pages of one object: list, record, forms, deleting, choices. HTTP only: parse, one call into records, fill the context, print.

FAB's permissions (can list, show, add, edit, delete on the object's name) through FAB's own decorator; redirects say where they go, FAB's follow the page
history. Public name: ObjectView.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import jsonify, redirect, request
from flask_appbuilder.base import AppBuilder
from flask_appbuilder.baseviews import BaseView

from app.errors import Conflict, InvalidInput, NotFound, Problem
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n import ngettext
from app.metadata.definitions import ObjectDef
from app.records import read, write
from app.records.arguments import read_arguments
from app.records.fields import known
from app.records.query import run
from app.records.references import choices
from app.records.removal import Refusal
from app.records.values import read_texts
from app.runtime.request import current_workspace
from app.views.address import Address
from app.views.api import whole_number
from app.views.cells import title_text
from app.views.conflict_page import Overtaken, make_conflict_page
from app.views.fab import page_right
from app.views.form_page import Form, first_texts, make_form_page, reference_labels, sent_texts, texts_of
from app.views.list_page import Listing, condition_labels, make_list_page, print_list
from app.views.messages import say
from app.views.record_page import make_record_page, print_record
from app.views.record_sight import see
from app.views.related_lists import opened_list
from app.views.shell import make_shell

LONGEST_SEARCH = 200
MOST_AT_ONCE = 1000
REASONS = 5
"""Refusals of a bulk action that are told one by one."""


class ObjectView(BaseView):
    """Made by views.dispatch for a definition; holds nothing of a request."""

    def __init__(self, appbuilder: AppBuilder, definition: ObjectDef) -> None:
        self.class_permission_name = definition.name
        super().__init__()
        self.appbuilder = appbuilder
        self.definition = definition
        self.home = f"/o/{definition.name}"

    @page_right("list")
    def start(self) -> Any:
        """``/o/<object>/`` → its list."""
        return redirect(f"{self.home}/list/")

    @page_right("list")
    def list(self) -> Any:
        """The list that the arguments ask for; what they get wrong is left out with a notice."""
        ws = current_workspace()
        pairs = tuple(request.args.items(multi=True))
        asked = read_arguments(ws, self.definition, pairs)
        page = run(ws, self.definition, asked.query)
        address = Address(request.path, tuple(pair for pair in pairs if pair[0] != "lang"))
        listing = Listing(ws, self.definition, asked, page, address, condition_labels(ws, self.definition, asked), make_shell().frame)
        return print_list(make_list_page(listing))

    @page_right("list")
    def choices(self, field: str) -> Any:
        """``?q=&page=`` → the entries that a reference may take: ``{"results": [{"id", "label"}], "more"}``."""
        asked = known(self.definition, field)
        if asked is None or not type_of(asked).reference:
            raise NotFound(_("This field has nothing to choose from."))
        found = choices(current_workspace(), asked, request.args.get("q", "")[:LONGEST_SEARCH], whole_number("page", 1, 1, 1000))
        return jsonify(results=[{"id": number, "label": label} for number, label in found.items], more=found.more)

    @page_right("show")
    def show(self, number: int) -> Any:
        """The record, what points at it, and what happened to it."""
        return print_record(make_record_page(see(current_workspace(), self.definition, number)))

    @page_right("show")
    def related(self, number: int, key: str) -> Any:
        """The records of a related list that came closed, as a part of the record page."""
        return self.render_template("record/related_part.html", r=opened_list(current_workspace(), self.definition, number, key))

    @page_right("add")
    def add(self) -> Any:
        """An empty form, filled as far as the address says; or the new record."""
        ws = current_workspace()
        if request.method == "GET":
            return self._form(first_texts(ws, self.definition, request.args))
        texts = sent_texts(self.definition, request.form)
        try:
            number = write.create(ws, self.definition, read_texts(ws, self.definition, texts))
        except InvalidInput as error:
            return self._form(texts, error.problems), 422
        say(_("Saved."))
        return redirect(f"{self.home}/add" if request.form.get("_next") == "new" else f"{self.home}/show/{number}")

    @page_right("edit")
    def edit(self, number: int) -> Any:
        """The form with what the record has; or the changed record, or what somebody else changed meanwhile."""
        ws = current_workspace()
        if request.method == "GET":
            row = read.get(ws, self.definition, number)
            return self._form(texts_of(ws, self.definition, row), row=row, version=row.version)
        texts, version = sent_texts(self.definition, request.form), _version()
        try:
            write.update(ws, self.definition, number, read_texts(ws, self.definition, texts), version)
        except InvalidInput as error:
            return self._form(texts, error.problems, read.get(ws, self.definition, number), version), 422
        except Conflict as error:
            if not isinstance(error.details, list):
                raise
            overtaken = Overtaken(ws, self.definition, read.get(ws, self.definition, number), texts, version or 0, error.details)
            return self.render_template("conflict.html", page=make_conflict_page(overtaken)), 409
        say(_("Saved."))
        return redirect(f"{self.home}/add" if request.form.get("_next") == "new" else f"{self.home}/show/{number}")

    @page_right("delete")
    def delete(self, number: int) -> Any:
        """To the bin, with a way back in the message."""
        ws = current_workspace()
        row = read.get(ws, self.definition, number, [self.definition.title_field] if self.definition.title_field else ["id"])
        done = write.delete(ws, self.definition, [number])
        if done.refused:
            say(_refusals(done.refused), "bad")
            return redirect(f"{self.home}/show/{number}")
        say(_("Deleted: %(record)s", record=title_text(ws, self.definition, row)), undo_href=f"{self.home}/restore/{number}")
        return redirect(f"{self.home}/list/")

    @page_right("delete")
    def bulk_delete(self) -> Any:
        """The chosen records to the bin, all that can be; the reasons of those that stay are told."""
        done = write.delete(current_workspace(), self.definition, _chosen(request.form.getlist("ids")))
        if done.deleted:
            many = ",".join(map(str, done.deleted))
            text = ngettext("%(num)s record deleted.", "%(num)s records deleted.", len(done.deleted))
            say(text, undo_href=f"{self.home}/restore?ids={many}" if len(done.deleted) <= LONGEST_SEARCH else "")
        if done.refused:
            say(_refusals(done.refused), "bad")
        return redirect(f"{self.home}/list/")

    @page_right("delete")
    def restore(self, number: int | None = None) -> Any:
        """Back from the bin: one record, or those of ``?ids=1,2``. Raises: NotFound when the one is missing."""
        ids = [number] if number is not None else _chosen(request.args.get("ids", "").split(","))
        done = write.restore(current_workspace(), self.definition, ids)
        if number is not None and done.refused and done.refused[0].missing:
            raise NotFound(done.refused[0].what)
        if done.restored:
            say(ngettext("%(num)s record is back.", "%(num)s records are back.", len(done.restored)))
        if done.refused:
            say(_refusals(done.refused), "bad")
        one = len(done.restored) == 1 and number is not None
        return redirect(f"{self.home}/show/{number}" if one else f"{self.home}/list/")

    def _form(self, texts: dict[str, str], problems: Sequence[Problem] = (), row: Any = None, version: int | None = None) -> Any:
        ws = current_workspace()
        labels = reference_labels(ws, self.definition, texts, row)
        title = title_text(ws, self.definition, row) if row is not None else ""
        form = Form(ws, self.definition, texts, labels, problems, row, version, title)
        return self.render_template("form.html", page=make_form_page(form))


def _version() -> int | None:
    """The version that the form started from; None when it says nothing usable."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _chosen(texts: Sequence[str]) -> list[int]:
    """Ids that a page sent. Raises: InvalidInput when there is none."""
    ids = [int(text) for text in texts[:MOST_AT_ONCE] if text.isascii() and text.isdigit() and len(text) <= 10]
    if not ids:
        raise InvalidInput(_("Nothing was chosen."), [Problem("ids", _("Choose at least one record."))])
    return ids


def _refusals(refused: Sequence[Refusal]) -> str:
    told = [" ".join(part for part in (one.what, one.hint) if part) for one in refused[:REASONS]]
    left = len(refused) - len(told)
    return " ".join([*dict.fromkeys(told), *([ngettext("And %(num)s more.", "And %(num)s more.", left)] if left else [])])

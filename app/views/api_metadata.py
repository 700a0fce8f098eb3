"""``/api/v1/metadata/objects/``: objects and fields through the one path of publishing. Right: can write on Metadata.

``?dry_run=true`` answers the plan and changes nothing; ``?base=<revision>`` refuses (409) when somebody changed the same thing since that revision.
Public names: MetadataApi, publish_edits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from app.errors import InvalidInput, NotFound, Problem
from app.i18n import gettext as _
from app.metadata import edits
from app.metadata.dump import dump
from app.metadata.summary import Summary
from app.publishing.publish import Published, publish
from app.runtime.request import current_actor, current_snapshot, session
from app.views.api import Api, answer, door, dry_run, whole_number
from app.views.body import json_body, json_object

NEWEST = 2_147_483_647
ANSWERED = ("state", "retired_fields", "revision")
"""What GET adds to a definition: left out of account when a program sends it back."""


def publish_edits(wanted: Sequence[edits.Edit], note: str = "") -> Published:
    """Publishes, or only plans with ``?dry_run=true``, what a request wants."""
    base = whole_number("base", 0, 0, NEWEST) or None
    return publish(session(), wanted, current_actor(), base=base, dry_run=dry_run(), note=note)


def published(done: Published, status: int, **more: Any) -> Response:
    """The answer to a publication, or to its rehearsal."""
    if dry_run():
        return answer(200, dry_run=True, plan=done.plan.as_json())
    return answer(status, **more, revision=done.revision, plan=done.plan.as_json())


class MetadataApi(Api):
    """Objects and their fields."""

    route_base = "/api/v1/metadata/objects"
    class_permission_name = "Metadata"

    @door("/", "GET")
    def get_objects(self) -> Response:
        """All objects, retired ones included: name, labels, state, revision that last changed it."""
        catalog = current_snapshot().catalog
        found = sorted([*catalog.objects.values(), *catalog.retired_objects.values()], key=lambda summary: summary.name)
        return answer(200, count=len(found), revision=catalog.revision, result=[_line(summary) for summary in found])

    @door("/", "POST")
    def post_object(self) -> Response:
        """A definition, fields included → 201 ``{name, revision}``."""
        body = {key: value for key, value in json_object().items() if key not in ANSWERED}
        return published(publish_edits([edits.CreateObject(body)]), 201, name=body.get("name"))

    @door("/<name>", "GET")
    def get_object(self, name: str) -> Response:
        """The definition in the form of package files; retired fields are named apart."""
        definition = current_snapshot().catalog.any_object(name)
        if definition is None:
            raise NotFound(_('There is no object "%(name)s".', name=name))
        retired = [field.name for field in definition.fields if field.retired]
        summary = current_snapshot().catalog.entities["object", name]
        return answer(200, **dump(definition), state=summary.state, retired_fields=retired, revision=summary.revision)

    @door("/<name>", "PATCH")
    def patch_object(self, name: str) -> Response:
        """Only the keys that change; another ``name`` renames."""
        changes = {key: value for key, value in json_object().items() if key not in ANSWERED}
        return published(publish_edits([edits.ChangeObject(name, changes)]), 200, name=changes.get("name", name))

    @door("/<name>", "DELETE")
    def delete_object(self, name: str) -> Response:
        """Retires: hidden, data kept. ``?purge=true`` drops a retired one for good."""
        edit: edits.Edit = edits.PurgeObject(name) if _purge() else edits.RetireObject(name)
        return published(publish_edits([edit]), 200, name=name)

    @door("/<name>/restore", "POST")
    def restore_object(self, name: str) -> Response:
        """Brings a retired object back."""
        return published(publish_edits([edits.RestoreObject(name)]), 200, name=name)

    @door("/<name>/fields/", "POST")
    def post_fields(self, name: str) -> Response:
        """One field or a list of them → 201 ``{names, revision}``."""
        body = json_body()
        fields = body if isinstance(body, list) else [body]
        if not fields or not all(isinstance(field, dict) for field in fields):
            raise InvalidInput(_("The fields cannot be read."), [Problem("", _("A field, or a list of fields, is needed."))])
        done = publish_edits([_add_field(name, field) for field in fields])
        return published(done, 201, names=[field.get("name") for field in fields])

    @door("/<name>/fields/<field>", "PATCH")
    def patch_field(self, name: str, field: str) -> Response:
        """Only the keys that change; another ``name`` renames, ``position`` moves, ``fill`` is what records without a value get."""
        changes = json_object()
        position, fill = changes.pop("position", None), changes.pop("fill", None)
        wanted: list[edits.Edit] = [edits.ChangeField(name, field, changes, fill=fill)] if changes or position is None else []
        if position is not None:
            wanted.append(edits.MoveField(name, str(changes.get("name", field)), _place(position)))
        return published(publish_edits(wanted), 200, name=changes.get("name", field))

    @door("/<name>/fields/<field>", "DELETE")
    def delete_field(self, name: str, field: str) -> Response:
        """Retires: hidden, data kept. ``?purge=true`` drops a retired one for good."""
        edit: edits.Edit = edits.PurgeField(name, field) if _purge() else edits.RetireField(name, field)
        return published(publish_edits([edit]), 200, name=field)

    @door("/<name>/fields/<field>/restore", "POST")
    def restore_field(self, name: str, field: str) -> Response:
        """Brings a retired field back with its data."""
        return published(publish_edits([edits.RestoreField(name, field)]), 200, name=field)


def _line(summary: Summary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "label": dict(summary.label),
        "label_plural": dict(summary.label_plural),
        "icon": summary.icon,
        "state": summary.state,
        "package": summary.package,
        "revision": summary.revision,
    }


def _add_field(name: str, raw: dict[str, Any]) -> edits.AddField:
    definition = {key: value for key, value in raw.items() if key not in ("position", "fill")}
    position = raw.get("position")
    return edits.AddField(name, definition, None if position is None else _place(position), raw.get("fill"))


def _place(position: Any) -> int:
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position <= 1000:
        raise InvalidInput(_("The position is not right."), [Problem("position", _("It must be a whole number, counted from 0."))])
    return position


def _purge() -> bool:
    return request.args.get("purge", "").lower() in ("true", "1")

"""``/api/v1/metadata/…`` beside objects: revisions and the way back to one, shared option sets, menus. Right: can write on Metadata.

Public name: RevisionsApi.
"""

from __future__ import annotations

from flask import Response

from app.errors import NotFound
from app.i18n import gettext as _
from app.metadata import edits
from app.metadata.dump import dump
from app.publishing.history import history
from app.publishing.publish import rollback
from app.runtime.request import current_actor, current_snapshot, session
from app.views.api import Api, answer, door, dry_run, page_arguments
from app.views.api_metadata import NEWEST, publish_edits, published
from app.views.body import json_object


class RevisionsApi(Api):
    """Revisions, option sets, menus."""

    route_base = "/api/v1/metadata"
    class_permission_name = "Metadata"

    @door("/revisions/", "GET")
    def get_revisions(self) -> Response:
        """Newest first: number, author, time, note; ``?page=&page_size=``."""
        page, size = page_arguments()
        newest = current_snapshot().revision
        past = history(session(), limit=size, before=newest - page * size + 1)
        return answer(200, count=newest, result=[one.as_json() for one in past])

    @door("/revisions/<int:number>", "GET")
    def get_revision(self, number: int) -> Response:
        """One revision with its changes."""
        past = history(session(), limit=1, before=number + 1) if number <= NEWEST else []
        if not past or past[0].number != number:
            raise NotFound(_("There is no revision %(number)s.", number=number))
        return answer(200, **past[0].as_json())

    @door("/revisions/<int:number>/rollback", "POST")
    def post_rollback(self, number: int) -> Response:
        """Publishes the definitions of that revision again, as a new one; data of retired columns is intact."""
        if number > NEWEST:
            raise NotFound(_("There is no revision %(number)s.", number=number))
        return published(rollback(session(), number, current_actor(), dry_run=dry_run()), 201)

    @door("/option_sets/", "GET")
    def get_option_sets(self) -> Response:
        """All option sets with their options."""
        catalog = current_snapshot().catalog
        found = [catalog.option_set(name) for name in sorted(catalog.option_sets)]
        return answer(200, count=len(found), result=[dump(one) for one in found if one])

    @door("/option_sets/<name>", "GET")
    def get_option_set(self, name: str) -> Response:
        """One option set."""
        found = current_snapshot().catalog.option_set(name)
        if found is None:
            raise NotFound(_('There is no option set "%(name)s".', name=name))
        return answer(200, **dump(found))

    @door("/option_sets/<name>", "PUT")
    def put_option_set(self, name: str) -> Response:
        """Creates or replaces; an option that is left out becomes inactive."""
        return published(publish_edits([edits.PutOptionSet({**json_object(), "name": name})]), 200, name=name)

    @door("/option_sets/<name>", "DELETE")
    def delete_option_set(self, name: str) -> Response:
        """Hides a set that no field uses."""
        return published(publish_edits([edits.RetireOptionSet(name)]), 200, name=name)

    @door("/menus/<name>", "GET")
    def get_menu(self, name: str) -> Response:
        """One menu with its lines."""
        found = current_snapshot().catalog.definition("menu", name) if name in current_snapshot().catalog.menus else None
        if found is None:
            raise NotFound(_('There is no menu "%(name)s".', name=name))
        return answer(200, **dump(found))

    @door("/menus/<name>", "PUT")
    def put_menu(self, name: str) -> Response:
        """Creates or replaces a menu."""
        return published(publish_edits([edits.PutMenu({**json_object(), "name": name})]), 200, name=name)

    @door("/menus/<name>", "DELETE")
    def delete_menu(self, name: str) -> Response:
        """Takes a menu away."""
        return published(publish_edits([edits.RetireMenu(name)]), 200, name=name)

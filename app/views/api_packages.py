"""``/api/v1/metadata/packages/``: what is installed, the plan of a package, its installation, and the way out. Right: can write on Metadata.

A package comes as a zip (the body itself, or a file of a form) or as one JSON document. Public name: PackagesApi.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from flask import Response, request

from app.errors import InvalidInput, MalformedRequest, Problem
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.packages import Package, files_of, read, read_document
from app.publishing.export import document, files
from app.publishing.install import checksum, install, installed
from app.runtime.request import current_actor, session
from app.views.api import Api, answer, door, dry_run
from app.views.body import json_object

ZIP_START = b"PK\x03\x04"


class PackagesApi(Api):
    """Packages."""

    route_base = "/api/v1/metadata/packages"
    class_permission_name = "Metadata"

    @door("/", "GET")
    def get_packages(self) -> Response:
        """Name, version and label of each package that is here."""
        found = installed(session())
        return answer(200, count=len(found), result=[{"name": name, **value} for name, value in sorted(found.items())])

    @door("/plan", "POST")
    def post_plan(self) -> Response:
        """What an installation would change."""
        package, _stamp = _sent()
        done = install(session(), package, current_actor(), dry_run=True)
        return answer(200, dry_run=True, name=package.name, plan=done.as_json())

    @door("/install", "POST")
    def post_install(self) -> Response:
        """Installs; 200 when everything was here already."""
        package, stamp = _sent()
        if dry_run():
            return answer(200, dry_run=True, name=package.name, plan=install(session(), package, current_actor(), dry_run=True).as_json())
        done = install(session(), package, current_actor(), stamp=stamp)
        return answer(201 if done.changes_anything else 200, name=package.name, version=package.version, **done.as_json())

    @door("/<name>", "GET")
    def get_package(self, name: str) -> Response:
        """The package as one document; ``?format=zip``: as files. ``local`` are the definitions made here."""
        made = document(session(), name)
        return _zipped(name, files(made)) if request.args.get("format") == "zip" else answer(200, **made)


def _sent() -> tuple[Package, str]:
    """The package of the request and its checksum. Raises: MalformedRequest, InvalidInput with every problem."""
    raw = next((file.read() for file in request.files.values()), b"") or request.get_data()
    stamp = ""
    if raw.startswith(ZIP_START):
        try:
            sent = files_of(raw)
        except zlib.error as error:
            raise MalformedRequest(_("This is not a zip file that can be read.")) from error
        package, problems = read(sent, TYPES)
        stamp = checksum(sent)
    else:
        package, problems = read_document(_json(), TYPES)
    if problems:
        raise InvalidInput(_("The package cannot be installed."), problems)
    return package, stamp


def _json() -> Any:
    if request.files:
        raise MalformedRequest(_("This is not a zip file that can be read."), [Problem("", _("Send a zip, or JSON as the body."))])
    return json_object()


def _zipped(name: str, texts: dict[str, str]) -> Response:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in texts.items():
            archive.writestr(path, content)
    return Response(made.getvalue(), mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}.zip"'})

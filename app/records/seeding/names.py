"""What the texts of a file stand for: user names, keys of departments, external keys or titles of records.

Each kind is read once, as a whole. Public names: Names.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from app.models.users import Department, User
from app.records.workspace import Workspace


class Names:
    """Maps from text to id for one seeding; it learns what the seeding itself inserts."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._users: Mapping[str, int] = {row.username: row.id for row in ws.session.execute(sa.select(User.username, User.id))}
        rows = ws.session.execute(sa.select(Department.external_key, Department.id).where(Department.external_key.is_not(None)))
        self._departments: Mapping[str, int] = {key: number for key, number in rows if key}
        self._keys: dict[str, dict[str, int]] = {}
        self._titles: dict[str, dict[str, int | None]] = {}

    def user(self, username: str) -> int | None:
        """Id of the user of that name."""
        return self._users.get(username)

    def department(self, key: str) -> int | None:
        """Id of the department of that external key."""
        return self._departments.get(key)

    def keys(self, object_name: str) -> dict[str, int]:
        """External key → id of all records of an object."""
        if object_name not in self._keys:
            model = self._ws.model(object_name)
            rows = self._ws.session.execute(sa.select(model.external_key, model.id).where(model.external_key.is_not(None)))
            self._keys[object_name] = {key: number for key, number in rows if key}
        return self._keys[object_name]

    def learn(self, object_name: str, inserted: Mapping[str, int]) -> None:
        """Records that exist from now on."""
        self.keys(object_name).update(inserted)
        self._titles.pop(object_name, None)

    def record(self, object_name: str, text: str) -> int | None:
        """Id of the record of that external key, else of the only record of that title."""
        found = self.keys(object_name).get(text)
        return found if found is not None else self._title_map(object_name).get(text)

    def _title_map(self, object_name: str) -> Mapping[str, int | None]:
        """Title → id; None for a title that several records have."""
        if object_name not in self._titles:
            made: dict[str, int | None] = {}
            title = self._ws.object(object_name).title_field
            if title:
                model = self._ws.model(object_name)
                for text, number in self._ws.session.execute(sa.select(model.columns[title], model.id)):
                    made[str(text)] = None if str(text) in made else number
            self._titles[object_name] = made
        return self._titles[object_name]

"""An object for journeys, with labels and words that must stay text wherever they appear.

Public names: HOSTILE, MEMO, add_memos.
"""

from __future__ import annotations

from typing import Any

from tests.servers import Client, Server

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> 50% %(x)s {{ 7*7 }}"
MOODS = [{"value": "odd", "label": {"en": f"Odd {HOSTILE}"}}, {"value": "fine", "label": {"en": "Fine"}}]
MEMO: dict[str, Any] = {
    "name": "memo",
    "label": {"en": f"Memo {HOSTILE}"},
    "label_plural": {"en": f"Memos {HOSTILE}"},
    "title_field": "subject",
    "fields": [
        {"name": "subject", "type": "text", "label": {"en": "Subject"}, "required": True, "unique": True, "max_length": 120},
        {"name": "marks", "type": "integer", "label": {"en": "Marks"}, "min": 0, "max": 10},
        {
            "name": "mood",
            "type": "picklist",
            "label": {"en": HOSTILE},
            "options": [{"value": "odd", "label": {"en": f"Odd {HOSTILE}"}}, {"value": "fine", "label": {"en": "Fine"}}],
        },
        {"name": "due", "type": "date", "label": {"en": "Due"}},
        {"name": "remark", "type": "textarea", "label": {"en": "Remark"}},
    ],
}


def add_memos(server: Server, *records: dict[str, Any]) -> list[int]:
    """Makes the object where it is missing, then the records; answers their ids."""
    with Client(server.port, "admin") as client:
        if client.get("/api/v1/metadata/objects/memo").status == 404:
            made = client.post("/api/v1/metadata/objects/", MEMO)
            assert made.status == 201, made.text
        answers = [client.post("/api/v1/o/memo/", record) for record in records]
        assert {answer.status for answer in answers} <= {201}, answers
        return [answer.json["id"] for answer in answers]

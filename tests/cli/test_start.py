"""What a server has in memory when it starts, and what waits until somebody needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RARE = (
    *("jsonschema", "yaml", "limits.aio", "pdb", "stdnum", "phonenumbers", "email_validator", "babel.messages", "pypinyin", "cryptography"),
    *("sqlalchemy_utils", "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql", "app.cli.setup", "app.metadata.packages.plain_yaml"),
)
START = f"""
import json, sys
from app import create_app
create_app()
print(json.dumps([name for name in {RARE!r} if name in sys.modules]))
import flask_appbuilder.api as fab, limits, jsonschema
print(json.dumps([fab.jsonschema.ValidationError is jsonschema.ValidationError, fab.yaml.safe_load("a: 1"), limits.aio.storage.__name__]))
"""


def test_what_few_requests_need_is_read_when_one_does(tmp_path: Path) -> None:
    known = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/start.db", "VAR_DIR": str(tmp_path)}
    done = subprocess.run((sys.executable, "-c", START), cwd=ROOT, env=known, capture_output=True, text=True, check=True)
    loaded, used = map(json.loads, done.stdout.splitlines())
    assert loaded == []
    assert used == [True, {"a": 1}, "limits.aio.storage"]

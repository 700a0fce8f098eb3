"""The house rules that a tool can keep: sizes, rooms, names in docs, nothing committed that belongs elsewhere."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CORE_SELECT_ROOMS = {"app/models", "app/publishing"}
"""Rooms whose modules may use tables and text() directly: they build tables, or count rows for a plan that only admins see."""
CORE_SELECT_MODULES: set[str] = set()
"""Further modules that may, each with its reason beside it."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_300_lines() -> None:
    long = {name_of(p): n for p in SOURCES + TESTS if (n := len(p.read_text().splitlines())) > 300}
    assert not long, "split these by what they do"


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 40:
                long.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    assert not [name_of(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text()))]


def test_docs_name_only_files_that_exist() -> None:
    named = {m for doc in ROOT.glob("docs/**/*.md") for m in re.findall(r"`((?:app|tests|translations|docs)/[\w./-]+)`", doc.read_text())}
    assert named
    assert not sorted(n for n in named if not (ROOT / n).exists())


def test_record_tables_are_reached_through_the_session_only() -> None:
    """``__table__`` and ``text()`` bypass the row scopes: allowed in named modules only."""
    found = []
    for path in SOURCES:
        module = name_of(path)
        if module in CORE_SELECT_MODULES or any(module.startswith(room) for room in CORE_SELECT_ROOMS):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            table = isinstance(node, ast.Attribute) and node.attr == "__table__"
            raw = (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "text"
                and getattr(getattr(node.func, "value", None), "id", "") in ("sa", "sqlalchemy")
            )
            if table or raw:
                found.append(f"{module}:{node.lineno}")
    assert not found


def test_nothing_third_party_is_committed() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not [f for f in files if re.search(r"\.min\.(js|css)$|node_modules/|\.(woff2?|ttf|mo)$", f)]
    lock = ROOT / "package-lock.json"
    assert "http" not in re.sub(r'"(funding|url|license|homepage)[^\n]*', "", lock.read_text()), "the lock file names download addresses"

"""The words of a reach and the matrix of roles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.access.actor import SYSTEM, Actor
from app.access.matrix import Entry, Matrix
from app.access.reach import covers, narrowest, widest

ACTOR = Actor(7, department_id=1, department_ids=(1,), tree_ids=(1, 2), role_ids=(5, 6))


@pytest.mark.parametrize(
    ("reach", "own", "same", "below", "sibling", "nobody"),
    [
        ("none", 0, 0, 0, 0, 0),
        ("own", 1, 0, 0, 0, 0),
        ("department", 1, 1, 0, 0, 0),
        ("department_tree", 1, 1, 1, 0, 0),
        ("all", 1, 1, 1, 1, 1),
        ("a word of tomorrow", 0, 0, 0, 0, 0),
    ],
)
def test_one_row_is_judged_like_a_set(reach: str, own: bool, same: bool, below: bool, sibling: bool, nobody: bool) -> None:
    assert covers(ACTOR, reach, 7, 3) == own
    assert covers(ACTOR, reach, 8, 1) == same
    assert covers(ACTOR, reach, 8, 2) == below
    assert covers(ACTOR, reach, 8, 3) == sibling
    assert covers(ACTOR, reach, None, None) == nobody


def test_widest_and_narrowest_fail_closed() -> None:
    assert widest([]) == narrowest([]) == "none"
    assert widest(["own", "department_tree", "none"]) == "department_tree"
    assert narrowest(["all", "nonsense"]) == "none"


def test_roles_add_up_but_no_role_edits_further_than_it_sees() -> None:
    sees_all = Entry({"view": "all", "edit": "none"})
    edits_more_than_it_sees = Entry({"view": "own", "edit": "all", "delete": "department"}, frozenset({"create"}))
    matrix = Matrix({(5, 1): sees_all, (6, 1): edits_more_than_it_sees})
    assert matrix.reach(ACTOR, 1, "view") == "all"
    assert matrix.reach(ACTOR, 1, "edit") == "own"
    assert matrix.reach(ACTOR, 1, "delete") == "own"
    assert matrix.reach(ACTOR, 1, "transfer") == "none"
    assert matrix.allows(ACTOR, 1, "create")
    assert not matrix.allows(ACTOR, 1, "export")
    assert not matrix.allows(replace(ACTOR, role_ids=(5,)), 1, "create")


def test_no_entry_means_nothing_except_for_the_system() -> None:
    assert Matrix().reach(ACTOR, 1, "view") == "none"
    assert Matrix().reach(SYSTEM, 1, "delete") == "all"
    assert Matrix().allows(SYSTEM, 1, "import")

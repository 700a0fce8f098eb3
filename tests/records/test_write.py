"""Creating and changing a record: all problems at once, nobody writes what they may not, two editors, few statements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest

from app.access.actor import SYSTEM
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.records import read, write
from app.records.history import entries
from app.records.values import Given, read_json, read_texts
from tests.records.conftest import Counting
from tests.records.world import BELOW, COLLEAGUE, SIBLING, STAFF, World, person


def places(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.where for problem in error.value.problems]


def test_a_new_record_belongs_to_its_maker_and_reads_back(world: World) -> None:
    region = world.add("region", name="North")
    body: dict[str, Any] = {"name": "Acme", "code": "C-1", "size": "large", "tags": ["vip", "cold"], "revenue": "12.5", "staff": 7, "since": "2026-01-31"}
    body |= {"seen_at": "2026-01-31T08:00:01+08:00", "open_from": "08:30:00", "paying": False, "notes": "a\nb", "region": {"id": region}}
    body |= {"manager": COLLEAGUE, "branch": 4}
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        account = ws.object("account")
        made = write.create(ws, account, read_json(ws, account, body))
        row = read.get(ws, account, made)
    assert row.values["owner"] == row.values["created_by"] == row.values["changed_by"] == STAFF
    assert (row.values["department"], row.version) == (2, 1)
    assert row.values["seen_at"] == datetime(2026, 1, 31, 0, 0, 1, tzinfo=UTC)
    assert (row.values["revenue"], row.values["since"], row.values["paying"]) == (Decimal("12.50"), date(2026, 1, 31), False)
    assert row.labels["region"] == "North"
    assert str(row.values["number"]).startswith("A-20")


def test_every_problem_is_told_at_once_and_nothing_is_written(world: World) -> None:
    world.add("account", SIBLING, name="Holder", code="TAKEN")
    hidden = world.add("account", SIBLING, name="Hidden")
    body: dict[str, Any] = {"nam": "x", "code": "TAKEN", "parent": hidden, "region": 10**6, "staff": -1, "size": "tiny", "since": "yesterday"}
    body |= {"score": 3, "number": "A-1", "id": 9, "version": 4, "created_by": 11, "manager": 999, "branch": 999}
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        account = ws.object("account")
        before = read.get(ws, account, write.create(ws, account, {"name": "Before"})).id
        with pytest.raises(InvalidInput) as refused:
            write.create(ws, account, read_json(ws, account, body))
        assert sorted(places(refused)) == sorted([*body, "name"])
        assert all(problem.what for problem in refused.value.problems)
        after = write.create(ws, account, {"name": "After"})
        numbers = [int(str(read.get(ws, account, made).values["number"])[-4:]) for made in (before, after)]
    assert numbers[1] == numbers[0] + 1, "a refused record takes no number"


def test_texts_of_a_form_are_read_like_json(world: World) -> None:
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        texts = {"name": " Acme ", "tags": ["vip", "warm"], "paying": "", "staff": ["1", "2"], "size": "", "revenue": "1,234.5"}
        given = read_texts(ws, account, texts)
        assert given == Given({"name": "Acme", "tags": ("vip", "warm"), "paying": None, "staff": 2, "size": None, "revenue": Decimal("1234.50")})
        assert [problem.where for problem in read_texts(ws, account, {"staff": "x", "color": "red"}).problems] == ["staff", "color"]


def test_a_hidden_reference_is_refused_in_the_words_of_a_missing_one(world: World) -> None:
    hidden, missing = world.add("account", SIBLING, name="Hidden"), 10**6
    with world.acting(person(), world.matrix("department")) as ws:
        told = []
        for target in (hidden, missing):
            with pytest.raises(InvalidInput) as refused:
                write.create(ws, ws.object("deal"), {"name": "x", "account": target})
            told.append(refused.value.problems[0].what.replace(str(target), "N"))
    assert told[0] == told[1]


def test_an_emptied_reference_that_was_never_seen_stays(world: World) -> None:
    hidden, seen = world.add("account", SIBLING, name="Hidden"), world.add("account", STAFF, name="Seen")
    deal = world.add("deal", STAFF, name="D", account=hidden, partner=seen)
    with world.acting(person(), world.matrix("department")) as ws:
        definition = ws.object("deal")
        write.update(ws, definition, deal, {"name": "D2", "account": None, "partner": None})
        with pytest.raises(InvalidInput):
            write.update(ws, definition, deal, {"account": hidden})
    with world.acting() as ws:
        values = read.get(ws, ws.object("deal"), deal).values
    assert (values["name"], values["account"], values["partner"]) == ("D2", hidden, None)


def test_the_second_editor_is_told_who_changed_what(world: World) -> None:
    made = world.add("account", STAFF, name="Acme", staff=1)
    with world.acting(person(COLLEAGUE), world.matrix("department")) as ws:
        account = ws.object("account")
        assert write.update(ws, account, made, {"name": "Acme 2", "staff": 5}, 1) == 2
        assert write.update(ws, account, made, {"name": "Acme 3"}, 2) == 3
        assert write.update(ws, account, made, {"name": "Acme 3"}, 3) == 3, "nothing changed"
    with world.acting(person(), world.matrix("department")) as ws:
        with pytest.raises(Conflict) as refused:
            write.update(ws, ws.object("account"), made, {"name": "Mine"}, 1)
        by_field: dict[str, Any] = {item["field"]: item for item in refused.value.details}  # type: ignore[attr-defined]
        assert (by_field["name"]["old"], by_field["name"]["new"], by_field["name"]["by"]) == ("Acme", "Acme 3", "Bob Same")
        assert (by_field["staff"]["old_text"], by_field["staff"]["new_text"], by_field["staff"]["version"]) == ("1", "5", 3)
        assert [problem.where for problem in refused.value.problems] == ["name", "staff"]
        assert read.get(ws, ws.object("account"), made).values["name"] == "Acme 3"
        assert write.update(ws, ws.object("account"), made, {"name": "Mine"}, 3) == 4


def test_who_may_see_but_not_change_is_told_so_and_a_hidden_record_is_missing(world: World) -> None:
    theirs, hidden = world.add("account", COLLEAGUE, name="x"), world.add("account", SIBLING, name="x")
    with world.acting(person(), world.matrix(account={"view": "department", "edit": "own"})) as ws:
        account = ws.object("account")
        with pytest.raises(NotAllowed):
            write.update(ws, account, theirs, {"name": "y"})
        for number in (hidden, 10**6, 0, -1, 2**40):
            with pytest.raises(NotFound):
                write.update(ws, account, number, {"name": "y"})
            with pytest.raises(NotFound):
                read.get(ws, account, number)
    with world.acting(person(), world.matrix("all", create=False)) as ws, pytest.raises(NotAllowed):
        write.create(ws, ws.object("account"), {"name": "x"})
    line = world.add("log", STAFF, text="x")
    with world.acting(person(), world.matrix("all")) as ws:
        with pytest.raises(NotAllowed):
            write.update(ws, ws.object("log"), line, {"text": "y"})
        with pytest.raises(NotAllowed):
            write.delete(ws, ws.object("log"), [line])


@pytest.mark.parametrize(
    ("reaches", "owner", "allowed"),
    [
        ({"view": "own", "edit": "own", "transfer": "none"}, STAFF, True),
        ({"view": "all", "edit": "all", "transfer": "none"}, COLLEAGUE, False),
        ({"view": "own", "edit": "own", "transfer": "own"}, COLLEAGUE, False),
        ({"view": "department", "edit": "department", "transfer": "own"}, COLLEAGUE, True),
        ({"view": "department_tree", "edit": "department_tree", "transfer": "department_tree"}, BELOW, True),
        ({"view": "department_tree", "edit": "department_tree", "transfer": "department_tree"}, SIBLING, False),
        ({"view": "all", "edit": "all", "transfer": "all"}, SIBLING, True),
    ],
)
def test_nobody_moves_a_row_out_of_their_reach(world: World, reaches: dict[str, str], owner: int, allowed: bool) -> None:
    made = world.add("account", STAFF, name="x")
    with world.acting(person(), world.matrix(account=reaches)) as ws:
        account = ws.object("account")
        if allowed:
            write.update(ws, account, made, {"owner": owner})
            created = write.create(ws, account, {"name": "y", "owner": owner})
        else:
            for change in (lambda: write.update(ws, account, made, {"owner": owner}), lambda: write.create(ws, account, {"name": "y", "owner": owner})):
                with pytest.raises(InvalidInput) as refused:
                    change()
                assert "owner" in places(refused)
            return
    with world.acting() as ws:
        departments = [read.get(ws, ws.object("account"), number).values["department"] for number in (made, created)]
    assert departments == [{STAFF: 2, COLLEAGUE: 2, BELOW: 3, SIBLING: 4}[owner]] * 2, "the owner's main department comes along"


def test_the_department_of_a_record_is_guarded_like_its_owner(world: World) -> None:
    made = world.add("account", STAFF, name="x")
    with world.acting(person(), world.matrix("department")) as ws:
        account = ws.object("account")
        for values in ({"department": 4}, {"department": 999}):
            with pytest.raises(InvalidInput):
                write.create(ws, account, {"name": "y", "owner": COLLEAGUE, **values})
        write.update(ws, account, made, {"owner": STAFF, "department": 2, "name": "as a form sends it back"})
    with world.acting(person(), world.matrix(account={"transfer": "none"})) as ws, pytest.raises(InvalidInput):
        write.update(ws, ws.object("account"), made, {"department": 4})


def test_a_tree_has_no_cycles(world: World) -> None:
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        top = write.create(ws, account, {"name": "top"})
        middle = write.create(ws, account, {"name": "middle", "parent": top})
        leaf = write.create(ws, account, {"name": "leaf", "parent": middle})
        for number, parent in ((top, leaf), (top, top), (middle, leaf)):
            with pytest.raises(InvalidInput) as refused:
                write.update(ws, account, number, {"parent": parent})
            assert places(refused) == ["parent"]
        write.update(ws, account, leaf, {"parent": top})


def test_required_fields_may_be_left_out_of_a_change_but_not_emptied(world: World) -> None:
    made = world.add("account", STAFF, name="x", size="tiny")
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        assert write.update(ws, account, made, {"staff": 1}) == 2
        with pytest.raises(InvalidInput) as refused:
            write.update(ws, account, made, {"name": None})
        assert places(refused) == ["name"]
        write.update(ws, account, made, {"size": "tiny", "name": "y"})
        with pytest.raises(InvalidInput):
            write.create(ws, account, {"name": "z", "size": "tiny"})


def test_the_system_may_set_what_people_may_not(world: World) -> None:
    when = datetime(2020, 5, 6, tzinfo=UTC)
    with world.acting(SYSTEM) as ws:
        account = ws.object("account")
        values = {"name": "Old", "score": 9, "owner": BELOW, "created_at": when, "created_by": BELOW, "external_key": "k-1"}
        row = read.get(ws, account, write.create(ws, account, values))
        assert (row.values["score"], row.values["owner"], row.values["department"], row.values["created_at"]) == (9, BELOW, 3, when)
        assert row.values["number"] == "A-2020-0001"
        with pytest.raises(InvalidInput):
            write.create(ws, account, {"name": "Old", "number": "mine"})


def test_two_records_with_one_unique_value_never_both_pass(world: World) -> None:
    """Eight threads create the same code at once: one wins, seven are told which field."""
    start, told = Barrier(8), list[str]()

    def work() -> None:
        with world.acting(person(), world.matrix("all")) as ws:
            start.wait()
            try:
                told.append(f"made {write.create(ws, ws.object('account'), {'name': 'x', 'code': 'RACE'}) > 0}")
            except InvalidInput as error:
                told.append(error.problems[0].where)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["code"] * 7 + ["made True"]


def test_a_write_takes_few_statements(world: World, counting: Counting) -> None:
    region, parent = world.add("region", name="R"), world.add("account", STAFF, name="P")
    with world.acting(person(), world.matrix("department_tree")) as ws:
        account, deal = ws.object("account"), ws.object("deal")
        ws.model("region"), ws.model("deal")
        with counting() as simple:
            made = write.create(ws, deal, {"name": "x", "amount": Decimal(1)})
        with counting() as two_lookups:
            write.create(ws, deal, {"name": "x", "account": parent, "partner": parent})
        with counting() as everything:
            write.create(ws, account, {"name": "x", "code": "S", "region": region, "parent": parent, "manager": STAFF, "branch": 3})
        with counting() as change:
            write.update(ws, deal, made, {"name": "y"}, 1)
    counts = [len(statements) for statements in (simple, two_lookups, everything, change)]
    along = [3, 3, 3, 5] if world.engine.dialect.name == "sqlite" else [0, 0, 0, 0]
    """Its history and search index: on PostgreSQL written by the record's own statement."""
    assert [count - more for count, more in zip(counts, along, strict=True)] == [1, 2, 4, 2], "record; all references at once; unique, number; row"


def test_history_tells_the_changes_by_field(world: World) -> None:
    region, hidden = world.add("region", name="R"), world.add("account", SIBLING, name="Hidden")
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        account = ws.object("account")
        made = write.create(ws, account, {"name": "Acme", "region": region})
        write.update(ws, account, made, {"name": "Acme 2", "region": None, "tags": ("vip",)})
        newest, first = entries(ws, account, made)
        assert (newest.action, newest.version, newest.by, first.action) == ("edit", 2, "Ann Own", "create")
        assert {c.field: (c.old_text, c.new_text) for c in newest.changes} == {"name": ("Acme", "Acme 2"), "region": ("R", ""), "tags": ("", "vip")}
        assert entries(ws, account, made, limit=1) == (newest,)
        assert entries(ws, account, made, before=newest.id) == (first,)
    with world.acting() as ws:
        write.update(ws, ws.object("account"), made, {"parent": hidden})
    with world.acting(person(), world.matrix("own")) as ws:
        change = entries(ws, ws.object("account"), made)[0].changes[0]
        assert (change.field, change.new, change.new_text) == ("parent", None, ""), "a hidden target shows neither name nor id"
    with world.acting(person(), world.matrix("all")) as ws:
        line = write.create(ws, ws.object("log"), {"text": "x"})
        assert entries(ws, ws.object("log"), line) == ()

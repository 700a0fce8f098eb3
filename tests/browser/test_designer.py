"""What the designer's pages do by script: names proposed, lines pasted, order by keys and by drag, the plan in a dialog, departments dragged."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def names(page: Page, place: str) -> list[str]:
    return [str(row.get_attribute("data-row-id")) for row in page.locator(place).all()]


def drag(page: Page, what: Locator, onto: Locator, down: int) -> None:
    """Takes something with the mouse and drops it ``down`` pixels below the upper edge of something else."""
    start, end = what.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + down + 6, steps=12)
    page.mouse.move(end["x"] + 8, end["y"] + down, steps=4)
    page.mouse.up()


def test_labels_propose_names_and_a_pasted_column_becomes_lines(visit: Visit) -> None:
    page = visit("admin", locale="zh_Hans").see("/setup/objects/new")
    page.locator("#label").press_sequentially("测试设备")
    expect(page.locator("#name")).to_have_value("ceshishebei")
    expect(page.locator("#label_plural")).to_have_value("测试设备")
    line = page.locator("[name='lines.2.label']")
    line.evaluate(
        """(input) => { const data = new DataTransfer(); data.setData("text/plain", "型号\\n编号\\n备注\\n价格\\n日期\\n数量\\n");
        input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    expect(page.locator("[name='lines.7.label']")).to_have_value("数量")
    expect(page.locator("[name='lines.7.name']")).to_have_value("shuliang")
    expect(page.locator("[data-fl-line]")).to_have_count(8)


def test_the_plan_opens_in_a_dialog_and_leaves_the_form_alone(visit: Visit) -> None:
    page = visit("admin").see("/setup/objects/channel/edit")
    page.locator("#label").fill("Source of leads")
    page.get_by_role("button", name="Preview plan").click()
    dialog = page.get_by_role("dialog", name="Plan of the change")
    expect(dialog).to_contain_text("Change the label of the object")
    dialog.get_by_role("button", name="Back to the form").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#label")).to_have_value("Source of leads")
    page.evaluate("delete document.querySelector('form[data-fl-guard]').dataset.dirty")


def test_fields_are_ordered_by_keys_and_by_drag_and_saved_once(visit: Visit) -> None:
    page = visit("admin").see("/setup/objects/product_category/")
    rows = "tbody tr[data-row-id]"
    before = names(page, rows)
    page.locator(".fl-grip").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    assert names(page, rows) == [before[1], before[0], *before[2:]]
    expect(page.locator(".fl-grip").nth(1)).to_be_focused()
    drag(page, page.locator(".fl-grip").last, page.locator(rows).first, 2)
    expect(page.locator(rows).first).to_have_attribute("data-row-id", before[-1])
    page.get_by_role("button", name="Save order").click()
    expect(page.get_by_role("button", name="Save order")).to_be_hidden()
    assert names(page, rows) == [before[-1], before[1], before[0], *before[2:-1]]


def test_enter_makes_the_next_option_and_alt_arrows_order_them(visit: Visit) -> None:
    page = visit("admin").see("/setup/objects/channel/fields/new?type=picklist")
    labels = page.locator("[data-fl-option] [data-fl-suggest]")
    for text in ("One", "Two", "Three", "Four"):
        page.locator("[data-fl-option] [data-fl-suggest]:focus").or_(labels.first).first.fill(text) if text == "One" else page.keyboard.type(text)
        if text == "One":
            labels.first.focus()
        page.keyboard.press("Enter")
    assert [one.input_value() for one in labels.all()][:4] == ["One", "Two", "Three", "Four"]
    page.locator("[data-fl-option] .fl-grip").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    assert [one.input_value() for one in labels.all()][:2] == ["Two", "One"]
    page.evaluate("delete document.querySelector('form[data-fl-guard]').dataset.dirty")


def test_a_narrower_view_narrows_its_row_and_the_changes_are_counted(visit: Visit) -> None:
    page = visit("admin").see("/setup/objects/lead/permissions")
    row = page.locator("[data-fl-mxrow]", has_text="Manager")
    row.locator("[data-fl-action=view] select").select_option("own")
    expect(row.locator("[data-fl-action=edit] select")).to_have_value("own")
    expect(page.locator("[data-fl-changed]")).to_contain_text("changes, not saved yet")
    row.locator("[data-fl-action=edit] select").select_option("all")
    expect(row.locator("[data-fl-action=view] select")).to_have_value("all")
    page.evaluate("delete document.querySelector('form[data-fl-guard]').dataset.dirty")


def test_a_department_is_moved_by_dragging(visit: Visit) -> None:
    admin = visit("admin", height=1400)
    for name in ("Dragged", "Drop here"):
        page = admin.see("/setup/departments/new")
        page.locator("[name=name]").fill(name)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()
    page = admin.see("/setup/departments/new")
    page.locator("[name=name]").fill("Under it")
    page.locator("[name=parent]").select_option(label="Drop here")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Under it", level=2)).to_be_visible()
    with page.expect_navigation():
        page.locator("[data-fl-nodelink]", has_text="Dragged").drag_to(page.locator("[data-fl-nodelink]", has_text="Under it"))
    page.locator("[data-fl-nodelink]", has_text="Dragged").click()
    expect(page.locator(".fl-depthead")).to_contain_text("Drop here / Under it")
    page.locator("[data-fl-nodelink]", has_text="Drop here").drag_to(page.locator("[data-fl-nodelink]", has_text="Dragged"))
    expect(page.locator("[data-fl-nodelink]", has_text="Drop here")).to_be_visible()

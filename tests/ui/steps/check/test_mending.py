"""To fix: mending a finding beside the list, in its own box."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from swf_desktop.tables import table
from tests.ui.step_pages import ENTER
from tests.ui.steps.check.test_page import choose, groups
from ui.steps.check.page import Page
from ui.widgets.editors import CodeEdit


@pytest.mark.usefixtures("drop_down")
@pytest.mark.parametrize(
    ("typed", "code"), [("NOBT", "NOBT"), ("nobt", "NOBT"), ("not yet obtained", "NOBT"), ("refused", "REFU")]
)
def test_one_return_takes_a_code_or_words_though_the_list_is_open(
    qtbot: QtBot, page: Page, typed: str, code: str
) -> None:
    finding = choose(page, "X02")
    page.open_tab(page.finding_panel)
    editor = page.finding_panel.editor
    assert isinstance(editor, CodeEdit)
    qtbot.keyClicks(editor, typed)
    popup = editor.list_of_codes.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, ENTER)
    assert finding.record is not None
    qtbot.waitUntil(lambda: "X02" not in groups(page))
    assert finding.record.code("Ethnicity") == code


@pytest.mark.usefixtures("drop_down")
def test_what_cannot_be_taken_is_said_at_the_box(qtbot: QtBot, page: Page) -> None:
    finding = choose(page, "X02")
    page.open_tab(page.finding_panel)
    (mending,) = page.finding_panel.mendings
    qtbot.keyClicks(mending.editor, "zzqx")
    qtbot.keyClick(mending.editor, ENTER)
    assert finding.record is not None
    assert not finding.record.has("Ethnicity")
    assert mending.problem.isVisible()
    assert mending.problem.text().startswith("Not changed. ")
    qtbot.keyClick(mending.editor, Qt.Key.Key_Escape)
    assert mending.editor.value_text() == ""
    assert not mending.problem.isVisible()
    # An empty Return says something, too.
    qtbot.keyClick(mending.editor, ENTER)
    assert mending.problem.text() == "Nothing is typed."


def test_what_was_typed_is_taken_when_the_row_is_left_or_said_to_be_lost(qtbot: QtBot, page: Page) -> None:
    told: list[str] = []
    page.session.told.connect(lambda message: told.append(message.text))
    finding = choose(page, "X02")
    page.open_tab(page.finding_panel)
    editor = page.finding_panel.editor
    assert editor is not None
    editor.set_value_text("zzqx")
    choose(page, "4430")
    qtbot.waitUntil(lambda: bool(told))
    assert "was not taken" in told[-1]
    choose(page, "X02")
    editor = page.finding_panel.editor
    assert editor is not None
    editor.set_value_text("not yet obtained")
    choose(page, "4430")
    qtbot.waitUntil(lambda: "X02" not in groups(page))
    assert finding.record is not None
    assert finding.record.code("Ethnicity") == "NOBT"
    assert "Undo (Ctrl+Z)" in told[-1]
    assert page._current is not None
    assert page._current.rule == "4430"


def test_both_ways_out_are_offered_and_gone_to(qtbot: QtBot, page: Page) -> None:
    session = page.session
    collection = session.collection
    assert collection is not None
    person, contract = next(
        (person, contract)
        for person in session.people
        for contract in person.of("contract")
        if contract.code("Scale") == "TE" and person.code("QTStatus") == "true"
    )
    session.edits.edit(person, "QTStatus", "No")
    qtbot.waitUntil(lambda: "4470" in groups(page))
    choose(page, "4470")
    page.open_tab(page.finding_panel)
    status, scale = page.finding_panel.mendings
    assert status.words.text() == "Is this person a qualified teacher?"
    assert (status.way.record, status.way.field.tag) == (person, "QTStatus")
    assert (scale.way.record, scale.way.field.tag) == (contract, "Scale")
    assert not page.finding_panel.go.isVisible()
    for mending, key in ((status, person.key), (scale, contract.key)):
        button = next(one for one in mending.findChildren(QPushButton) if one.text() == "Go to it")
        with qtbot.waitSignal(session.asked_to_show) as asked:
            button.click()
        assert asked.args == [key, mending.way.field.tag]
    status.editor.set_value_text("Yes")
    qtbot.keyClick(status.editor, ENTER)
    qtbot.waitUntil(lambda: "4470" not in groups(page))
    assert person.code("QTStatus") == "true"


def test_ways_out_are_of_known_rules_and_their_items() -> None:
    rows = table("ways.csv")
    items = {}
    for rule in table("rules.csv"):
        items.setdefault(rule["number"], set()).update(one.strip() for one in rule["items"].split(";"))
    for row in rows:
        assert row["words"]
        assert row["field"] in items[row["rule"]] | {"contract.Scale", "role.Scale"}, row
    assert len(rows) == len({(row["rule"], row["field"]) for row in rows})

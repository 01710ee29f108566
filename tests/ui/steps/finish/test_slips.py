"""Checking slips keyed in the window: Enter for the next person, N and a value where something is wrong."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.before.slips import slips, write_slips_workbook
from converters.papers.answers import as_step, read_answers
from converters.papers.question_sheet import HEADING_ROW
from converters.sources.reader import read_source
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, after
from ui.session import slips as kept
from ui.session.session import Session
from ui.steps.finish import page as finish
from ui.steps.finish.slips import REASON, KeySlips, Line
from ui.widgets.editors import CodeEdit, DateEdit, TextEdit

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)

Values = dict[tuple[str, str], str]


@pytest.fixture
def panel(qtbot: QtBot, page: finish.Page) -> KeySlips:
    page.papers.key.click()
    assert page.slips.isVisible()
    qtbot.waitUntil(page.slips.items.hasFocus)
    return page.slips


def values(session: Session) -> Values:
    """Return everything in the return that an employee can say of themselves, and all besides."""
    assert session.return_ is not None
    return {
        (record.key, tag): value.raw
        for person in session.return_.staff
        for record in person.walk()
        for tag, value in record.values.items()
    }


def changed(before: Values, now: Values) -> Values:
    return {at: now.get(at, "") for at in before.keys() | now.keys() if before.get(at) != now.get(at)}


def go_to(panel: KeySlips, tag: str) -> Line:
    place = panel.items_model.place_of(lambda line: line.item.field.tag == tag)
    assert place >= 0
    panel.items.select_place(place)
    return panel.items_model.row_at(place)


def say(qtbot: QtBot, panel: KeySlips, tag: str, text: str, kind: type = TextEdit) -> Line:
    """Press N at an item, type what it is, and press Enter."""
    line = go_to(panel, tag)
    panel.items.setFocus()
    qtbot.keyClick(panel.items, Qt.Key.Key_N)
    editor = panel.items.findChild(kind)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.items.findChildren(kind))
    return line


def enter(qtbot: QtBot, panel: KeySlips) -> None:
    panel.items.setFocus()
    qtbot.keyClick(panel.items, Qt.Key.Key_Return)
    wait_until_ready(qtbot, panel.session)


def test_enter_goes_through_everybody_and_changes_nothing(qtbot: QtBot, built: Session, panel: KeySlips) -> None:
    assert built.return_ is not None
    assert built.collection is not None
    everybody = len(slips(built.return_, built.collection))
    assert panel.people_model.rowCount() == everybody
    before, done = values(built), built.journal.done
    met = []
    for _ in range(everybody):
        met.append(panel.people.current().key)
        enter(qtbot, panel)
    assert len(set(met)) == everybody
    assert panel.how_many.text() == f"{everybody} of {everybody} keyed. That is everybody."
    assert changed(before, values(built)) == {}
    assert built.journal.done == done
    assert panel.close_.hasFocus()


def test_a_round_trip_changes_exactly_what_was_filled_in(qtbot: QtBot, built: Session, panel: KeySlips) -> None:
    before = values(built)
    wanted: Values = {}
    person = panel.people.current()
    line = say(qtbot, panel, "PersonFamilyName", "Okafor")
    wanted[line.item.record.key, "PersonFamilyName"] = "Okafor"
    line = say(qtbot, panel, "HoursPerWeek", "21.5")
    wanted[line.item.record.key, "HoursPerWeek"] = "21.50"
    assert changed(before, values(built)) == {}, "not before the slip is taken"
    enter(qtbot, panel)
    second = panel.people.current()
    assert second.key != person.key
    enter(qtbot, panel)
    line = say(qtbot, panel, "PersonBirthDate", "3/4/1981", DateEdit)
    wanted[line.item.record.key, "PersonBirthDate"] = "1981-04-03"
    enter(qtbot, panel)
    enter(qtbot, panel)
    assert changed(before, values(built)) == wanted
    # By hand, with where it is from as its reason, and a step for each person.
    edits = [edit for edit in built.overlay.values() if edit.reason == REASON]
    assert {(edit.record, edit.field.partition(".")[2]) for edit in edits} == set(wanted)
    after(qtbot, built, built.changes.undo)
    assert len(changed(before, values(built))) == 2
    after(qtbot, built, built.changes.undo)
    assert changed(before, values(built)) == {}


def test_keyed_slips_say_the_same_as_the_filled_workbook(
    qtbot: QtBot, built: Session, panel: KeySlips, tmp_path: Path
) -> None:
    assert built.return_ is not None
    assert built.collection is not None
    path = write_slips_workbook(built.return_, built.collection, tmp_path / "slips.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [str(cell.value) for cell in sheet[HEADING_ROW]]
    line = go_to(panel, "PersonGivenName")
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        at = {title: sheet.cell(row, column) for column, title in enumerate(titles, 1)}
        if (at["Record key"].value, at["Item key"].value) == (line.item.record.key, line.item.field.name):
            at["Answer"].value = "Amaka"
    book.save(path)
    found = read_answers(read_source(path), built.collection)
    step = as_step(found, built.overlay.values(), built.added.values())
    assert step is not None
    say(qtbot, panel, "PersonGivenName", "Amaka")
    enter(qtbot, panel)
    enter(qtbot, panel)
    keyed = [(edit.record, edit.field, edit.text) for edit in built.overlay.values()]
    assert keyed == [(edit.record, edit.field, edit.text) for edit in found.edits]


def test_a_no_without_a_value_is_not_passed_over(qtbot: QtBot, built: Session, panel: KeySlips) -> None:
    person = panel.people.current()
    line = go_to(panel, "PersonFamilyName")
    line.right = False
    enter(qtbot, panel)
    assert panel.people.current() is person
    assert built.journal.done == 0
    assert person.key not in kept.keyed(built)
    qtbot.keyClick(panel.items, Qt.Key.Key_Y)
    assert line.right
    enter(qtbot, panel)
    assert person.key in kept.keyed(built)


def test_keying_goes_on_where_it_was(qtbot: QtBot, built: Session, page: finish.Page, panel: KeySlips) -> None:
    first = panel.people.current()
    enter(qtbot, panel)
    second = panel.people.current()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert page._area.isVisible()
    page.papers.key.click()
    assert panel.people.current().key == second.key
    assert first.key in kept.keyed(built)
    # A name is found and its slip keyed; then the next one that is not.
    panel.search.setText(built.shown.name_of(first)[:5])
    panel._find()
    assert panel.people_model.rowCount() >= 1
    enter(qtbot, panel)
    enter(qtbot, panel)
    assert panel.search.text() == ""
    assert panel.people.current().key not in kept.keyed(built)


def test_what_was_said_of_a_slip_stays_when_the_return_is_built_again(
    qtbot: QtBot, built: Session, panel: KeySlips
) -> None:
    line = say(qtbot, panel, "PersonFamilyName", "Okafor")
    key = line.item.record.key
    after(qtbot, built, lambda: built.decisions.change_setting("Send both", "send", "both"))
    again = go_to(panel, "PersonFamilyName")
    assert again.item.record.key == key
    assert again.item.record is built.shown.record(key)
    assert (again.right, again.answer) == (False, "Okafor")


def test_codes_are_chosen_as_everywhere(qtbot: QtBot, built: Session, panel: KeySlips, qtlog: Any) -> None:
    line = go_to(panel, "Ethnicity")
    # A list that drops down: without a screen Qt warns that it can hold neither front nor keys.
    with qtlog.disabled():
        choose_refused(qtbot, panel, line)
    enter(qtbot, panel)
    assert line.item.record.code("Ethnicity") == "REFU"


def choose_refused(qtbot: QtBot, panel: KeySlips, line: Line) -> None:
    qtbot.keyClick(panel.items, Qt.Key.Key_N)
    editor = panel.items.findChild(CodeEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "refused")
    qtbot.keyClick(editor.list_of_codes.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line.answer == "REFU")
    enter(qtbot, panel)
    enter(qtbot, panel)
    assert line.item.record.code("Ethnicity") == "REFU"


def test_a_locked_return_and_hidden_names_key_nothing(qtbot: QtBot, built: Session, page: finish.Page) -> None:
    built.set_private(True)
    page.papers.key.click()
    assert page.slips.isHidden()
    built.set_private(False)
    built.lock("001")
    page.papers.key.click()
    assert page.slips.isHidden()

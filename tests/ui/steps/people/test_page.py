"""Step 5: the table of staff and the card, worked in by keyboard as people do."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from swf_desktop.record import Origin, Record, Sheet
from tests.ui.step_pages import after, nameless, show
from ui.session.events import HIDDEN, What
from ui.session.session import Session
from ui.steps.people.card_model import CardModel, Column, Show, lost_values
from ui.steps.people.page import Page
from ui.steps.people.staff_model import NAME, TO_DO, StaffModel
from ui.widgets.editors import CodeEdit, DateEdit
from ui.widgets.marks import EDITED
from ui.widgets.source_cell import SourceModel

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def drop_down(qtlog: Any) -> Iterator[None]:
    """For lists and calendars that drop down: without a screen Qt warns that they can hold neither front nor keys."""
    with qtlog.disabled():
        yield


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    assert built.settings is not None
    built.settings.set("people shown", "all")
    made = Page(built)
    show(qtbot, built, made)
    made.refresh(frozenset(What))
    return made


def person(session: Session, name: str) -> Record:
    return next(one for one in session.people if one.code("PersonFamilyName") == name)


def column(model: StaffModel, name: str) -> int:
    return next(place for place, one in enumerate(model.columns) if one.name == name)


def names(page: Page) -> list[str]:
    return [str(page.model.index(row, NAME).data()) for row in range(page.model.rowCount())]


# The table


def test_the_models_keep_to_the_rules(qtbot: QtBot, page: Page) -> None:
    for model in (page.model, page.card.model, page.card.panel.cell.model):
        QAbstractItemModelTester(model, FATAL, page)
    page.model.sort(NAME, Qt.SortOrder.DescendingOrder)
    page.model.show_only("a", "any")
    page.model.show_only("", "")
    page.card.set_person(page.session.people[5])
    page.card._show_others(str(int(Show.ALL)))
    page.card.set_person(None)
    page.card.set_person(page.session.people[6])
    cell: SourceModel = page.card.panel.cell.model
    cell.show_rows([["a", "b"], ["c"]], 7, {0: "First"}, (1, 0))
    assert cell.headerData(0, Qt.Orientation.Horizontal) == "A  First"
    assert cell.headerData(1, Qt.Orientation.Vertical) == "8"
    cell.show_rows([], 1, {}, (-1, -1))


def test_everything_has_a_name_for_screen_readers(page: Page) -> None:
    page.session.decisions.leave_out([page.session.people[0]], "Left", "1 person left out")
    page.left_out.show()
    page.reason_bar.show()
    assert nameless(page) == []


def test_everybody_is_there_with_what_there_is_to_look_at(page: Page) -> None:
    assert page.attention.says.text() == "46 people; 5 need attention."
    row = page.model.row_of(person(page.session, "Begum").key)
    assert page.model.index(row, TO_DO).data() == "1 error"
    assert page.model.index(row, TO_DO).data(Qt.ItemDataRole.DecorationRole) is not None
    assert page.model.index(row, column(page.model, "staff.PersonBirthDate")).data() == "04/04/1979"


def test_a_heading_sorts_with_blanks_last(page: Page) -> None:
    for name in ("name", "to do", "category", "contract.BasePay", "staff.PersonBirthDate", "absences"):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            place = column(page.model, name)
            page.model.sort(place, order)
            key = page.model._key(page.model.columns[place])
            keys = [key(one) for one in page.model.visible]
            filled = [one for one in keys if one is not None]
            assert filled == sorted(filled, reverse=order == Qt.SortOrder.DescendingOrder), name
            assert keys == filled + [None] * (len(keys) - len(filled)), name
            assert {id(one) for one in page.model.visible} == {id(one) for one in page.session.people}


def test_sorting_keeps_the_current_person(page: Page) -> None:
    page.show_field(person(page.session, "Begum").key, "")
    page.model.sort(NAME, Qt.SortOrder.DescendingOrder)
    current = page.model.person(page.table.currentIndex())
    assert current is page.card.person is person(page.session, "Begum")


FOUND = [
    ("begum", "", 1),
    ("nas beg", "", 1),
    ("010042", "", 1),
    ("nobody at all", "", 0),
    ("", "error", 2),
    ("", "query", 3),
    ("", "any", 5),
    ("", "2", 2),
    ("", "changed", 0),
]


def test_people_are_found_by_words_and_kinds(page: Page) -> None:
    for text, only, found in FOUND:
        page.search.setText(text)
        page.only.set_value(only)
        page._filter()
        assert page.model.rowCount() == found, (text, only)
        said = "need attention." if only == "any" else "shown"
        assert page.attention.says.text() == f"{found} of 46 people {said}"
    page.session.edits.edit(person(page.session, "Begum"), "GenderCurrent", "1")
    page._filter()
    assert page.model.rowCount() == 1


# What it opens on


def test_it_opens_on_those_who_need_attention_and_remembers_who_asked_for_all(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    assert page.model.rowCount() == 5
    assert all(page.model.index(row, TO_DO).data() for row in range(5))
    assert page.attention.says.text() == "5 of 46 people need attention."
    assert page.attention.turn.text() == "Show all 46"
    page.attention.turn.click()
    assert page.model.rowCount() == 46
    assert page.only.value() == ""
    assert page.attention.turn.text() == "Show only those 5"
    again = Page(built)
    show(qtbot, built, again)
    again.refresh(frozenset(What))
    assert again.model.rowCount() == 46
    page.attention.turn.click()
    assert page.model.rowCount() == 5
    assert page.attention.wanted


def test_who_is_fixed_stays_in_sight_and_who_is_sought_is_found(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    someone = next(one.record for one in built.findings if one.rule == "X02")
    assert someone is not None
    page.show_field(someone.key, "Ethnicity")
    after(qtbot, built, lambda: built.edits.edit(someone, "Ethnicity", "REFU"))
    # Fixed a moment ago: still there, and no more among those who need attention.
    assert page.model.row_of(someone.key) >= 0
    assert page.card.person is built.shown.record(someone.key)
    page.search.setText("smith")
    page._filter()
    assert [name.split(",")[0] for name in names(page)] == ["SMITH"]
    page.search.clear()
    page._filter()
    assert page.model.rowCount() == 4
    # One nobody need look at is gone to all the same; what is remembered stays.
    page.show_field(person(built, "Smith").key, "")
    assert page.model.rowCount() == 46
    assert page.attention.wanted


def test_a_new_build_keeps_who_is_on_show_until_it_is_checked(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    shown: list[int] = []
    page.model.modelReset.connect(lambda: shown.append(page.model.rowCount()))
    after(qtbot, built, lambda: built.decisions.change_setting("Send both", "send", "both"))
    assert shown
    # Not one moment without anybody, and none with everybody.
    assert all(0 < rows < 46 for rows in shown)


def test_where_nobody_needs_attention_everybody_is_shown(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    built.findings = []
    page.refresh(frozenset(What))
    assert page.model.rowCount() == 46
    assert page.attention.says.text() == "46 people; nobody needs attention."
    assert page.attention.turn.isHidden()


def test_open_and_closed_contracts_are_all_there_are(page: Page) -> None:
    counts = []
    for only in ("open", "not open"):
        page.model.show_only("", only)
        counts.append(page.model.rowCount())
    assert sum(counts) == 46
    assert counts[1] > 0


def test_the_name_stays_in_sight_and_columns_can_be_chosen(qtbot: QtBot, page: Page) -> None:
    assert page.table.frozen.isVisible()
    assert not page.table.frozen.isColumnHidden(0)
    assert page.table.frozen.isColumnHidden(1)
    page._fill_columns()
    action = next(one for one in page.columns_menu.actions() if one.text() == "Ethnicity")
    assert not action.isChecked()
    action.setChecked(True)
    assert not page.table.isColumnHidden(column(page.model, "staff.Ethnicity"))
    again = Page(page.session)
    show(qtbot, page.session, again)
    again.refresh(frozenset(What))
    assert not again.table.isColumnHidden(column(again.model, "staff.Ethnicity"))
    assert again.table.isColumnHidden(column(again.model, "staff.Disability"))


def test_a_cell_of_the_table_is_edited_in_place(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    place = column(page.model, "staff.PersonBirthDate")
    index = page.model.index(page.model.row_of(someone.key), place)
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    page.table.setCurrentIndex(index)
    qtbot.keyClicks(page.table, "5")
    editor = page.table.findChild(DateEdit)
    assert editor is not None
    editor.setText("5/4/79")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.session.shown.text(someone, "PersonBirthDate") == "05/04/1979")
    assert page.session.journal.can_undo is not None
    assert page.session.journal.can_undo.label == "Date of birth of 1 person"


# The card


def test_the_card_holds_everything_about_a_person(page: Page) -> None:
    someone = person(page.session, "Begum")
    page.card.set_person(someone)
    shown = {section.record.key for section in page.card.model.sections}
    wanted = {one.key for one in someone.walk() if one.kind != "element"}
    assert wanted <= shown
    titles = [section.title for section in page.card.model.sections]
    assert titles[0] == "Details"
    assert any(title.startswith("Contract 2: ") and "open on census day" in title for title in titles)
    elements = [one for one in someone.walk() if one.kind == "element"]
    lines = [line for section in page.card.model.sections for line in section.lines if line.record.kind == "element"]
    assert [line.record for line in lines] == elements


def test_a_finding_is_marked_at_its_field_in_words(page: Page) -> None:
    finding = next(one for one in page.session.findings if one.rule == "4430")
    assert finding.record is not None
    page.show_field(finding.record.key, "SchoolArrivalDate")
    index = page.card.tree.currentIndex()
    line = page.card.model.line(index)
    assert line is not None
    assert (line.record, line.tag) == (finding.record, "SchoolArrivalDate")
    assert index.siblingAtColumn(Column.MARK).data() == "Error 4430"
    assert index.siblingAtColumn(Column.MARK).data(Qt.ItemDataRole.DecorationRole) is not None
    said = index.siblingAtColumn(Column.VALUE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Date of arrival in school: empty, Error"
    assert page.card.tree.hasFocus()


@pytest.mark.usefixtures("drop_down")
def test_two_keystrokes_mend_a_query(qtbot: QtBot, page: Page) -> None:
    finding = next(one for one in page.session.findings if one.rule == "X02")
    record = finding.record
    assert record is not None
    page.show_field(record.key, "Ethnicity")
    qtbot.keyClick(page.card.tree, Qt.Key.Key_Return)
    editor = page.card.tree.findChild(CodeEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "refused")
    qtbot.keyClick(editor.list_of_codes.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: record.code("Ethnicity") == "REFU")
    qtbot.waitUntil(lambda: all(one.rule != "X02" for one in page.session.findings))
    assert page.card.tree.hasFocus()
    index = page.card.tree.currentIndex()
    assert page.card.model.line(index).tag == "Ethnicity"  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: index.siblingAtColumn(Column.MARK).data() == "Changed")
    assert index.siblingAtColumn(Column.SOURCE).data() == "typed here"
    page.session.changes.undo()
    qtbot.waitUntil(lambda: any(one.rule == "X02" for one in page.session.findings))
    assert page.card.model.marks(page.card.model.line(page.card.tree.currentIndex())) != [EDITED]  # type: ignore[arg-type]


def test_what_is_not_understood_is_kept_and_said(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    page.card.set_person(someone)
    index = page.card.model.index_of(someone.key, "PersonBirthDate")
    with qtbot.waitSignal(page.session.told) as told:
        page.card.model.setData(index, "the year of the flood")
    assert told.args is not None
    assert told.args[0].kind == "problem"
    assert "kept as you typed it" in told.args[0].text
    assert someone.raw("PersonBirthDate") == "the year of the flood"


def test_the_source_cell_is_one_click_away(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    page.show_field(someone.key, "PersonBirthDate")
    index = page.card.tree.currentIndex()
    source = someone.source("PersonBirthDate")
    assert source is not None
    said = index.siblingAtColumn(Column.SOURCE).data()
    assert source.file in said
    assert f"cell {source.column}{source.row}" in said
    page.card._clicked(index.siblingAtColumn(Column.SOURCE))
    cell = page.card.panel.cell
    qtbot.waitUntil(lambda: cell.model.rowCount() > 0)
    row, at = cell.model.cell
    assert cell.model.headerData(row, Qt.Orientation.Vertical) == str(source.row)
    assert cell.model.index(row, at).data() == "04/04/1979"
    assert cell.isVisible()


def test_the_value_that_lost_is_beside_the_one_that_won(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    sheet = Sheet("other.xlsx", "Staff", {"staff.GenderCurrent": 3})
    lost = someone.values["GenderCurrent"]._replace(raw="1", typed="1", sent="1")
    someone.losers = {"GenderCurrent": [(lost, Origin(sheet, 9))]}
    page.show_field(someone.key, "GenderCurrent")
    found = lost_values(page.session, someone, "GenderCurrent")
    assert [(one.text, one.shown) for one in found] == [("1", "1  Male")]
    assert page.card.tree.currentIndex().siblingAtColumn(Column.MARK).data() == "Two values"
    buttons = [one for one in page.card.panel.findChildren(QPushButton) if one.isVisible()]
    use = next(button for button in buttons if button.text() == "Use this instead")
    use.click()
    qtbot.waitUntil(lambda: someone.code("GenderCurrent") == "1")
    edit = page.session.edits.edit_of(someone, "GenderCurrent")
    assert edit is not None
    # What stood there is now the one that is not used, and can be had again.
    assert [one.text for one in lost_values(page.session, someone, "GenderCurrent")] == ["2"]
    page.session.changes.undo()
    assert someone.code("GenderCurrent") == "2"


def test_going_through_what_there_is_to_look_at(page: Page) -> None:
    finding = next(one for one in page.session.findings if one.rule == "4430")
    page.show_field(finding.record.person().key, "PersonFamilyName")  # type: ignore[union-attr]
    page.card.go_to_finding(1)
    line = page.card.model.line(page.card.tree.currentIndex())
    assert line is not None
    assert line.tag == "SchoolArrivalDate"


def test_hidden_names_and_pay_are_nowhere_and_cannot_be_changed(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    page.show_field(someone.key, "PersonFamilyName")
    page.session.set_private(True)
    qtbot.waitUntil(lambda: "BEGUM" not in page.card.name.text())
    texts = []
    for row in range(page.model.rowCount()):
        texts += [str(page.model.index(row, place).data() or "") for place in range(page.model.columnCount())]
    model: CardModel = page.card.model
    for row in range(model.rowCount()):
        top = model.index(row, 0)
        for line in range(model.rowCount(top)):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
                texts += [str(model.index(line, place, top).data(role) or "") for place in range(model.columnCount())]
    everything = "\n".join(texts).casefold()
    pay = someone.of("contract")[0].typed("BasePay")
    assert isinstance(pay, Decimal)
    for secret in ("begum", "nasreen", f"{pay:,.2f}", f"{pay:.2f}", someone.raw("NINumber").casefold(), "04/04/1979"):
        assert secret
        assert secret not in everything
    assert HIDDEN in everything
    index = model.index_of(someone.key, "PersonFamilyName")
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "Smith")


# Adding, copying, leaving out


def test_somebody_who_is_in_no_file_is_added_with_a_contract(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, page.add_person)
    assert page.model.rowCount() == 47
    someone = page.card.person
    assert someone is not None
    assert someone.key in page.session.added
    line = page.card.model.line(page.card.tree.currentIndex())
    assert line is not None
    assert line.tag == "PersonFamilyName"
    after(qtbot, page.session, lambda: page.card.add("contract", someone))
    someone = page.card.person
    assert someone is not None
    (contract,) = someone.of("contract")
    assert contract.code("LASchoolLevel") == "S"
    assert contract.code("Estab") == page.session.built.estab  # type: ignore[union-attr]
    after(qtbot, page.session, page.session.changes.undo)
    after(qtbot, page.session, page.session.changes.undo)
    assert page.model.rowCount() == 46


def test_a_copy_of_a_person_has_none_of_what_makes_them_this_person(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Smith")
    page.show_field(someone.key, "")
    after(qtbot, page.session, page.duplicate_person)
    assert page.model.rowCount() == 47
    (copy,) = [one for one in page.session.people if one.key in page.session.added]
    for tag in ("PersonFamilyName", "PersonGivenName", "NINumber", "TeacherNumber", "PersonBirthDate", "PersonRef"):
        assert not copy.has(tag)
    assert copy.code("GenderCurrent") == someone.code("GenderCurrent")
    assert len(copy.of("contract")) == len(someone.of("contract"))
    assert copy.of("contract")[0].code("Post") == someone.of("contract")[0].code("Post")
    after(qtbot, page.session, page.session.changes.undo)
    assert page.model.rowCount() == 46


def test_a_record_is_copied_and_removed_by_keyboard(qtbot: QtBot, page: Page) -> None:
    someone = next(one for one in page.session.people if one.of("absence"))
    count = len(someone.of("absence"))
    page.show_field(someone.of("absence")[0].key, "AbsenceCategory")
    after(qtbot, page.session, page.card.duplicate)
    someone = page.session.shown.record(someone.key)  # type: ignore[assignment]
    assert len(someone.of("absence")) == count + 1
    record = page.card.record()
    assert record is not None
    assert record.key in page.session.added
    after(qtbot, page.session, page.card.remove)
    assert len(page.session.shown.record(someone.key).of("absence")) == count  # type: ignore[union-attr]


def test_people_are_left_out_with_a_reason_and_come_back(qtbot: QtBot, page: Page) -> None:
    someone = person(page.session, "Begum")
    key = someone.key
    page.show_field(key, "")
    page.leave_out_chosen()
    assert page.reason_bar.isVisible()
    assert "BEGUM" in page.reason_bar.says.text()
    page.reason_bar.words.setText("Went to another school")
    after(qtbot, page.session, lambda: qtbot.keyClick(page.reason_bar.words, Qt.Key.Key_Return))
    assert page.session.shown.record(key) is None
    assert page.model.rowCount() == 45
    assert page.out_button.text() == "Left out (1)"
    assert page.session.decisions.recipe.leave_out == {key: "Went to another school"}
    page.open_left_out()
    page.left_out.list.selectAll()
    after(qtbot, page.session, page.left_out.bring_back)
    assert page.session.shown.record(key) is not None
    assert page.model.rowCount() == 46
    assert not page.left_out.isVisible()


def test_escape_leaves_everybody_in(qtbot: QtBot, page: Page) -> None:
    page.show_field(person(page.session, "Begum").key, "")
    page.leave_out_chosen()
    qtbot.keyClick(page.reason_bar.reason, Qt.Key.Key_Escape)
    assert not page.reason_bar.isVisible()
    assert page.session.journal.entries == ()
    assert page.table.hasFocus()


def test_a_locked_return_can_be_looked_at_and_not_changed(qtbot: QtBot, page: Page) -> None:
    page.session.lock("001")
    someone = person(page.session, "Begum")
    page.show_field(someone.key, "GenderCurrent")
    assert not page.card.tree.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable
    page.leave_out_chosen()
    assert not page.reason_bar.isVisible()
    assert page.session.journal.entries == ()


def test_a_return_without_files_says_what_is_needed(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.open(tmp_path / "new.swfreturn")
    page = Page(session)
    show(qtbot, session, page)
    page.refresh(frozenset(What))
    assert page.attention.says.text() == "Nobody yet: add files in “Your files”"
    assert page.card.name.text() == "Nobody is chosen"
    page.add_person()
    page.leave_out_chosen()
    session.close()
    QApplication.processEvents()
    assert page.attention.says.text() == "No return is open"

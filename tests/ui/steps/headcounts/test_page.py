"""Step 8: head counts and vacancies typed in by hand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from swf_desktop.record import Record
from tests.ui.step_pages import after, show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.headcounts.page import Page


def test_a_head_count_typed_in_by_hand(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    qtbot.addWidget(page)
    page.refresh(frozenset(What))
    line = page.occasionals["OccasionalsQTS"]
    line.setText("7")
    line.editingFinished.emit()
    school = built.return_.school  # type: ignore[union-attr]
    assert school is not None
    assert school.code("OccasionalsQTS") == "7"
    other = page.third_party["SCHLA"]
    before = len(school.of("headcount"))
    other.setText("3")
    other.editingFinished.emit()
    made: Record = page._counts()["SCHLA"]
    assert made.code("SupHeadCount") == "3"
    built.changes.undo()
    built.changes.undo()
    assert len(school.of("headcount")) <= before
    assert school.code("OccasionalsQTS") != "7"


def test_a_vacancy_added_changed_and_removed_in_its_form(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    qtbot.addWidget(page)
    page.refresh(frozenset(What))
    before = page.vacancies.rowCount()
    page._add()
    page.refresh(frozenset({What.EDITS}))
    assert page.vacancies.rowCount() == before + 1
    vacancy = page.table.current()
    assert vacancy.origin is None
    page.boxes["Subject"].set_value("MAT")
    page.boxes["Subject"].picked.emit("MAT")
    assert vacancy.code("Subject") == "MAT"
    page._remove()
    page.refresh(frozenset({What.EDITS}))
    assert page.vacancies.rowCount() == before
    page.table.select_place(0)
    page._remove()
    page.refresh(frozenset({What.EDITS}))
    assert page.vacancies.rowCount() == before - 1
    built.changes.undo()
    page.refresh(frozenset({What.EDITS}))
    assert page.vacancies.rowCount() == before


def test_none_on_the_day_fills_blanks_alone_and_is_one_step(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    school = built.return_.school if built.return_ is not None else None
    assert school is not None
    before = page.occasionals["OccasionalsQTS"].text()
    after(qtbot, built, lambda: built.edits.edit_many([(school, "OccasionalsNOTKNWN", "")], "Blank"))
    page.none.setFocus()
    after(qtbot, built, lambda: qtbot.keyClick(page.none, Qt.Key.Key_Space))
    assert page.occasionals["OccasionalsNOTKNWN"].text() == "0"
    assert page.occasionals["OccasionalsQTS"].text() == before
    after(qtbot, built, built.changes.undo)
    assert page.occasionals["OccasionalsNOTKNWN"].text() == ""


def test_nobody_counted_says_where_it_can_still_be_found(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    assert not page.where.isVisible()
    page.uncounted.setFocus()
    qtbot.keyClick(page.uncounted, Qt.Key.Key_Space)
    assert page.where.isVisible()
    assert "signing-in book" in page.where.text()


def test_the_form_of_a_vacancy_shows_for_one_that_was_added_or_opened(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    assert not page._vacancy_form.isVisible()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page._vacancy_form.isVisible()
    after(qtbot, built, page._add)
    assert page._vacancy_form.isVisible()


def test_a_field_with_a_finding_is_marked_and_says_it(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    line = page.occasionals["OccasionalsQTS"]
    assert not line.actions()
    school = built.return_.school if built.return_ is not None else None
    assert school is not None
    after(qtbot, built, lambda: built.edits.edit(school, "OccasionalsQTS", "many"))
    found = [one for one in built.findings if one.record is not None and one.field == "school.OccasionalsQTS"]
    assert found
    assert line.actions()
    assert found[0].message in line.accessibleDescription()


def test_each_block_has_its_own_buttons_within_its_frame(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    for form, buttons in (
        (page._occasionals_form, (page.none, page.uncounted, page.where)),
        (page._third_form, (page.third_none, page.third_uncounted, page.third_where)),
    ):
        for one in buttons:
            assert form.isAncestorOf(one)
    assert page.uncounted.text() == page.third_uncounted.text() == "We do not know how many there were"
    assert page.third_party["SCHLA"].accessibleName() == (
        "Support staff of the school or authority, here for less than a month (SCHLA)"
    )
    # Each kind has one of its own; the buttons of the block stand below all of them.
    line = page.third_party["CATER"]
    none = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == "None: Catering staff")
    after(qtbot, built, lambda: none.click())
    assert line.text() == "0"
    assert page._counts()["CATER"].code("SupHeadCount") == "0"
    assert none.mapTo(page, none.rect().center()).y() < page.third_none.mapTo(page, page.third_none.rect().center()).y()

"""Step 8: head counts and vacancies typed in by hand."""

from pytestqt.qtbot import QtBot

from swf_desktop.record import Record
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

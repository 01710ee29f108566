"""The parts of the window by themselves: typed text, tables, settings, crash reports, printing, single pages."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.ui.conftest import wait_until_ready
from ui import crashes
from ui.session.events import What
from ui.session.session import Session
from ui.session.typed import read_typed, shown
from ui.settings import Settings
from ui.steps.finish.page import obstacles
from ui.steps.headcounts.page import Page
from ui.widgets.opening import decisions_of, earlier_returns
from ui.widgets.printing import html_to_pdf
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

COLLECTION = Collection.load(2013)


@pytest.mark.parametrize(
    ("field", "typed", "text", "understood"),
    [
        ("contract.ContractStart", "1/9/13", "2013-09-01", True),
        ("contract.ContractStart", "1 September 2013", "2013-09-01", True),
        ("contract.ContractStart", "31/02/2013", "31/02/2013", False),
        ("contract.BasePay", "£31,868", "31868.00", True),
        ("staff.GenderCurrent", "Female", "2", True),
        ("contract.Post", "Head", "HDT", True),
        ("contract.Post", "ZZZ", "ZZZ", False),
        ("staff.NINumber", "ab 12 34 56 c", "AB123456C", True),
        ("vacancy.VacancyAdvertised", "yes", "true", True),
        ("school.OccasionalsQTS", "two", "two", False),
        ("staff.PersonFamilyName", "  ", "", True),
    ],
)
def test_typed_text_is_read_as_files_are(field: str, typed: str, text: str, understood: bool) -> None:
    read = read_typed(COLLECTION.fields[field], typed, COLLECTION)
    assert read.text == text
    assert bool(read.problem) is not understood


@given(st.dates(date(1930, 1, 1), date(2013, 12, 31)))
def test_a_date_that_is_shown_can_be_typed_again(day: date) -> None:
    field = COLLECTION.fields["contract.ContractStart"]
    value = canonical_value(field, day.isoformat())
    assert read_typed(field, shown(field, value), COLLECTION).text == day.isoformat()


@pytest.mark.parametrize(
    ("field", "text", "seen"),
    [
        ("contract.BasePay", "31868.00", "31,868.00"),
        ("contract.ContractStart", "2013-09-01", "01/09/2013"),
        ("vacancy.VacancyAdvertised", "true", "Yes"),
        ("staff.PersonGivenName", "Jane; Anne", "Jane; Anne"),
        ("contract.ContractStart", "soon", "soon"),
    ],
)
def test_values_are_shown_as_people_read_them(field: str, text: str, seen: str) -> None:
    one = COLLECTION.fields[field]
    assert shown(one, canonical_value(one, text)) == seen


def a_model() -> RowsModel[list[str]]:
    def edit(row: list[str], text: str) -> bool:
        row[0] = text
        return text != "no"

    made: RowsModel[list[str]] = RowsModel(
        [
            Column("Letter", lambda row: row[0], edit=edit),
            Column("Number", lambda row: row[1], sort=lambda row: int(row[1])),
        ]
    )
    made.set_rows([["b", "10"], ["a", "9"], ["c", "100"]])
    return made


def letters(model: RowsModel[list[str]]) -> str:
    return "".join(model.row_at(place)[0] for place in range(model.rowCount()))


def test_rows_are_sorted_filtered_and_edited(qtbot: QtBot) -> None:
    model = a_model()
    tester = QAbstractItemModelTester(model)
    assert letters(model) == "bac"
    model.sort(1)
    assert letters(model) == "abc"
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert letters(model) == "cba"
    model.set_filter(lambda row: row[0] != "b")
    assert letters(model) == "ca"
    model.sort(-1)
    assert letters(model) == "ac"
    assert model.setData(model.index(0, 0), "z")
    assert not model.setData(model.index(0, 0), "no")
    assert not model.setData(model.index(0, 1), "1")
    model.set_filter(None)
    assert model.place_of(lambda row: row[0] == "c") == 2
    assert model.place_of(lambda row: row[0] == "?") == -1
    tester.deleteLater()


def test_a_row_keeps_the_focus_when_sorted(qtbot: QtBot) -> None:
    model = a_model()
    table = Table(model, "Letters")
    qtbot.addWidget(table)
    table.select_place(2)
    model.sort(0)
    assert table.current()[0] == "c"
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert table.currentIndex().row() == 0


def test_settings_are_plain_text_and_survive_damage(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings.set("text size", "150")
    for number in range(15):
        settings.add_recent(tmp_path / f"{number}.swfreturn")
    settings.describe_recent(tmp_path / "14.swfreturn", "999/2999", "Harbour Lane", 2013)
    again = Settings(path)
    assert again.get("text size") == "150"
    assert len(again.recent()) == 12
    assert (again.recent()[0].number, again.recent()[0].name) == ("999/2999", "Harbour Lane")
    assert json.loads(path.read_text(encoding="utf-8"))["text size"] == "150"
    path.write_text("{ not json", encoding="utf-8")
    assert Settings(path).recent() == []


def test_a_mistake_of_the_program_is_told_and_kept_without_data(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[str] = []
    monkeypatch.setattr(crashes, "folder", lambda: tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: boxes.append(box.text()))
    try:
        raise LookupError("SMITH, Jane AB123456C")
    except LookupError as error:
        crashes._unexpected(type(error), error, error.__traceback__)
    assert "Your work is safe" in boxes[0]
    kept = (tmp_path / crashes.LOG).read_text(encoding="utf-8")
    assert "LookupError" in kept
    assert "test_parts.py" in kept
    assert "SMITH" not in kept + crashes.report_text()
    assert "AB123456C" not in kept + crashes.report_text()


def test_ctrl_c_is_no_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: seen.append(kind))
    crashes._unexpected(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert seen == [KeyboardInterrupt]


def test_a_page_becomes_a_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    path = html_to_pdf("<h1>Summary</h1><p>Fictional.</p>", tmp_path / "new" / "a.pdf", "Summary")
    assert path.read_bytes().startswith(b"%PDF-")
    with pytest.raises(OSError, match=r"a\.pdf"):
        html_to_pdf("x", tmp_path / "new" / "a.pdf" / "b.pdf", "Summary")


def test_what_stands_in_the_way_goes_when_it_is_mended(qtbot: QtBot, built: Session) -> None:
    before = [one.severity for one in obstacles(built)]
    assert "error" in before
    for finding in [one for one in built.findings if one.severity == "query"]:
        built.notes.set_note(finding, "It is right.")
    assert "query" not in [one.severity for one in obstacles(built)]


def test_decisions_of_an_earlier_return_are_offered_and_used(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    assert built.built is not None
    sheet, column = next(
        (sheet, column)
        for sheet in built.built.sheets
        for column in sheet.columns
        if column.target == "staff.GenderCurrent"
    )
    built.decisions.set_column(sheet.file, sheet.sheet, column.heading, "ignore")
    wait_until_ready(qtbot, built)
    first = built.path
    assert first is not None
    built.open(tmp_path / "next year.swfreturn")
    offered = earlier_returns(built)
    assert [Path(one.path) for one in offered] == [first]
    text = decisions_of(first)
    assert built.decisions.use_recipe(text, "Decisions of last year")
    said = built.decisions.recipe.for_sheet(sheet.file, sheet.sheet)
    assert said is not None
    assert said.columns[column.heading] == "ignore"
    assert built.decisions.recipe.lea is None


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

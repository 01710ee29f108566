"""The census-day pack: real dates, and slips that change exactly what was filled in when they come back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from converters.before.dates import calendar, ics
from converters.before.pack import ICS, WORKBOOK, write_pack
from converters.before.slips import slips, write_slips_workbook
from converters.papers.answers import read_answers, with_answers
from converters.papers.question_sheet import HEADING_ROW
from converters.pipeline import build, read_all
from converters.practice.maker import Wanted, make_practice
from converters.request import Request
from converters.sources.reader import read_source
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Return
from tests.known_good import collection, school
from ui.cli.main import app

NOW = datetime(2013, 10, 1, 9, 0)


def texts(return_: Return) -> dict[tuple[str, str], object]:
    return {
        (record.key, f"{record.kind}.{tag}"): value.sent
        for person in return_.staff
        for record in person.walk()
        for tag, value in record.values.items()
    }


@pytest.mark.parametrize("year", sorted({2013, collection_years()[-1]}))
def test_the_calendar_has_the_real_dates_of_the_year(year: int) -> None:
    of_year = Collection.load(year)
    days = calendar(of_year)
    assert [day.day for day in days if day.title == "Census day"] == [of_year.reference_date]
    assert [day.day for day in days] == sorted(day.day for day in days)
    assert all(day.day.weekday() < 5 for day in days if day.basis == "ours")
    assert date(year, 9, 1) < days[0].day < of_year.reference_date


def test_the_ics_file_is_of_whole_days_and_folded() -> None:
    days = calendar(collection())
    text = ics(days, collection(), NOW)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(days)
    assert "DTSTART;VALUE=DATE:20131107" in lines
    assert "DTEND;VALUE=DATE:20131108" in lines
    unfolded = text.replace("\r\n ", "")
    assert "Occasional teachers\\, agency and third-party staff\\, vacancies" in unfolded
    assert ics(days, collection(), NOW) == text


def test_everybody_with_an_open_contract_has_a_slip_and_nobody_else() -> None:
    made = slips(school(), collection())
    assert len(made) == 9, "the leaver has none"
    head = made[0]
    stands = {item.field.name: item.stands for item in head.items}
    assert stands["staff.PersonBirthDate"] == "14/02/1963"
    assert stands["staff.QTStatus"] == "Yes"
    assert stands["contract.ContractEnd"] == ""
    assert "contract.BasePay" not in stands, "pay is payroll's to check"


def filled(path: Path, changes: dict[int, tuple[str, object]]) -> Path:
    """Fill in the slips: data row counted from 0 to tick and answer."""
    book = load_workbook(path)
    sheet = book["Gaps"]
    titles = [cell.value for cell in sheet[HEADING_ROW]]
    for number, (tick, answer) in changes.items():
        sheet.cell(HEADING_ROW + 1 + number, titles.index("Right?") + 1).value = tick
        sheet.cell(HEADING_ROW + 1 + number, titles.index("Answer") + 1).value = answer
    back = path.with_name("back.xlsx")
    book.save(back)
    return back


def test_a_filled_workbook_changes_exactly_what_was_filled_in(tmp_path: Path) -> None:
    source = make_practice(Wanted(2013, 15, seed=5), tmp_path / "in").paths[1]
    request = Request(year=2013)
    before = build(read_all([source]), request).returns[0]
    path = write_slips_workbook(before.return_, before.collection, tmp_path / "slips.xlsx")
    items = [item for slip in slips(before.return_, before.collection) for item in slip.items]
    wanted = {
        "staff.PersonFamilyName": ("Newname", "Newname"),
        "staff.PersonBirthDate": (datetime(1980, 1, 2), "1980-01-02"),
        "staff.Disability": ("Yes", "YES"),
        "contract.ContractStart": (datetime(2007, 9, 3), "2007-09-03"),
    }
    rows = {name: next(n for n, item in enumerate(items) if item.field.name == name) for name in wanted}
    changes: dict[int, tuple[str, object]] = dict.fromkeys(range(len(items)), ("Yes", None))
    changes |= {row: ("No", wanted[name][0]) for name, row in rows.items()}
    answers = read_answers(read_source(filled(path, changes)), before.collection)
    assert answers.notes == []
    after = build(read_all([source]), with_answers(request, answers)).returns[0]
    old, new = texts(before.return_), texts(after.return_)
    changed = {key: new.get(key) for key in {*old, *new} if old.get(key) != new.get(key)}
    assert changed == {(items[row].record.key, name): wanted[name][1] for name, row in rows.items()}


def test_an_empty_workbook_changes_nothing_and_a_no_without_an_answer_is_told(tmp_path: Path) -> None:
    path = write_slips_workbook(school(), collection(), tmp_path / "slips.xlsx")
    answers = read_answers(read_source(path), collection())
    assert (answers.edits, answers.added, answers.notes) == ([], [], [])
    told = read_answers(read_source(filled(path, {3: ("No", None)})), collection())
    assert told.edits == []
    assert len(told.notes) == 1
    assert "row 8: ticked as not right" in told.notes[0]


def test_the_pack_is_written_and_says_practice(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 12), tmp_path / "in")
    result = CliRunner().invoke(app, ["pack", str(made.paths[0]), "-o", str(tmp_path / "pack")])
    assert result.exit_code == 0, result.output
    pages = sorted(path.name for path in (tmp_path / "pack").iterdir())
    assert WORKBOOK in pages
    assert ICS in pages
    assert len(pages) == 5
    slips_page = (tmp_path / "pack" / "checking slips.html").read_text(encoding="utf-8")
    assert "PRACTICE: made people" in slips_page


def test_without_a_return_there_are_no_slips(tmp_path: Path) -> None:
    names = {path.name for path in write_pack(None, collection(), tmp_path / "pack", NOW)}
    assert names == {"calendar.html", "counts on the day.html", ICS}
    text = (tmp_path / "pack" / "counts on the day.html").read_text(encoding="utf-8")
    assert "Catering" in text

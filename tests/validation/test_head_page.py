"""The page for the head: figures that add up, and what is not certain in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from typer.testing import CliRunner

from converters.practice.maker import Wanted, make_practice
from tests.known_good import change, collection, school
from ui.cli.main import app
from validation.engine import check
from validation.reports.head_page import head_page, head_page_html
from validation.reports.page import Heading


def test_each_person_counts_once_and_all_pay_is_in_the_bill() -> None:
    page = head_page(school(), collection(), [])
    assert [(line.label.split(",")[0], line.heads) for line in page.lines] == [
        ("Teachers", 6),
        ("Teachers", 1),
        ("Teaching assistants", 1),
        ("Other support staff", 1),
    ]
    assert page.total.heads == 9, "the leaver is no longer there"
    pay = "57520.00 47277.00 41757.00 16425.60 17901.00 7160.40 19692.00 15230.40 9850.00 1480.00"
    assert page.total.pay == sum(map(Decimal, pay.split())) == sum(line.pay for line in page.lines)
    assert page.total.without == 1, "the agency teacher"
    assert (page.vacancies, page.occasional, page.third_party) == (1, 3, 7)
    assert page.twice[0].startswith("1 person has two posts")
    assert page.uncertain == ("The pay bill lacks 1 contract without base pay (supply, agency).",)


def test_the_difference_adds_up_and_has_its_reasons() -> None:
    before, after = school(), school()
    steps = [
        {"at": "deputy", "remove": True},
        {"at": "ta", "copy": "new", "set": {"NINumber": "AB900001C", "PersonFamilyName": "New"}},
        {"at": "teacher.contract", "set": {"HoursPerWeek": "32.50", "BasePay": "27376.00"}},
        {"at": "head.contract", "set": {"BasePay": "58095.20"}},
    ]
    assert len(list(change(after, steps))) == 4
    found = head_page(after, collection(), [], last_year=(before, collection())).difference
    assert found is not None
    assert (found.people_joined, found.people_left, found.changed_hours) == (1, 1, 1)
    assert found.joined == Decimal("15230.40")
    assert found.left == Decimal("-47277.00")
    assert found.hours == Decimal(10950)
    assert found.rates == Decimal("575.20") + Decimal("27376.00") - Decimal("16425.60") - Decimal(10950)
    assert found.before + found.joined + found.left + found.hours + found.rates == found.after


def test_maternity_and_what_is_open_are_said() -> None:
    return_ = school()
    absence = {"FirstDayOfAbsence": "2013-09-02", "AbsenceCategory": "MAT", "Estab": "4999"}
    steps = [
        {"at": "upper", "add": "absence", "as": "maternity", "set": absence},
        {"at": "ta", "set": {"GenderCurrent": "", "NINumber": ""}},
    ]
    assert len(list(change(return_, steps))) == 2
    page = head_page(return_, collection(), check(return_, collection()))
    assert any("1 person is on maternity leave" in sentence for sentence in page.twice)
    assert page.uncertain[0].startswith("1 error is left")
    html = head_page_html(page, Heading.of(collection(), return_))
    assert "Head teacher" in html
    assert "Since last year" not in html
    for person in return_.staff:
        assert str(person.code("PersonFamilyName")) not in html, "no name stands on it"


def test_the_command(tmp_path: Path) -> None:
    one, other = (make_practice(Wanted(2013, 20, seed=seed), tmp_path / str(seed)) for seed in (1, 2))
    out = tmp_path / "head.html"
    result = CliRunner().invoke(app, ["head", str(one.paths[0]), "--last-year", str(other.paths[0]), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "Since last year" in out.read_text(encoding="utf-8")
    assert "PRACTICE: 999/2999" in out.read_text(encoding="utf-8")

"""The school summary: exact tables of one of our example messages, the corners, and the page."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from lxml import etree

from converters.sources.message import read_message
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from tests.places import EXAMPLES
from tests.validation.reports.report_samples import a_return, person, record, some_findings
from validation.reports.summary.summary import Summary, summarise, summary_charts, summary_html


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


def _example(name: str) -> Return:
    path = EXAMPLES / f"{name}.xml"
    return read_message(path).return_


@pytest.fixture
def school(collection: Collection) -> Summary:
    return summarise(_example("swf_2013_school"), collection, [], "S")


def _text(summary: Summary, letter: str) -> list[str]:
    """Return a table's rows and totals as text, blanks as `-`."""
    table = summary.tables[letter]
    return [" | ".join("-" if cell is None else str(cell) for cell in row) for row in (*table.rows, *table.totals)]


EXPECTED = {
    "A": [
        "Staff records in all | 3 | 1 | 1 | 1 | 0 | 6",
        "Staff with a contract or agreement open on the reference date | 2 | 1 | 1 | 1 | 0 | 5",
        "Staff with any contract or agreement | 3 | 1 | 1 | 1 | 0 | 6",
        "Staff with none | 0 | 0 | 0 | 0 | 0 | 0",
        "Contracts and agreements in all | 3 | 1 | 1 | 1 | 0 | 6",
        "Contracts and agreements open on the reference date | 2 | 1 | 1 | 1 | 0 | 5",
    ],
    "D": [
        "Teachers, own contracts | 2 | 0 | 0 | 0 | 2 | 0 | 2",
        "Teachers, agency and service agreements | 1 | 0 | 0 | 0 | 0 | 1 | 1",
        "Teaching assistants | 0 | 1 | 0 | 1 | 0 | 0 | 1",
        "Other support staff | 0 | 0 | 1 | 0 | 1 | 0 | 1",
        "In all | 3 | 1 | 1 | 1 | 3 | 1 | 5",
    ],
    "E": [
        "White - British | 2 | 0 | 1 | 3",
        "Any Other White Background | 1 | 0 | 0 | 1",
        "Indian | 0 | 1 | 0 | 1",
        "Refused | 0 | 0 | 0 | 0",
        "Information Not Yet Obtained | 0 | 0 | 0 | 0",
        "In all | 3 | 1 | 1 | 5",
    ],
    "F": [
        "Yes | 0 | 1 | 0 | 1",
        "No | 1 | 0 | 1 | 2",
        "Information not yet obtained | 1 | 0 | 0 | 1",
        "Refused | 1 | 0 | 0 | 1",
        "In all | 3 | 1 | 1 | 5",
    ],
    "G": [
        "Head Teacher | 0 | 1 | 0 | 0 | 0 | 1 | 1.00 | 1",
        "Classroom Teacher | 0 | 0 | 1 | 1 | 0 | 2 | 1.40 | 2",
        "Support Staff | 0 | 0 | 1 | 0 | 0 | 1 | 0.73 | 0",
        "Teaching Assistant | 0 | 0 | 0 | 1 | 0 | 1 | 0.81 | 0",
        "In all | 0 | 1 | 2 | 2 | 0 | 5 | 3.94 | 3",
        "of which agency and service agreements | 0 | 0 | 0 | 1 | 0 | 1 | 0.80 | 1",
    ],
    "H": [
        "Permanent | 1 | 1 | 1 | 0 | 3 | 3",
        "Fixed Term | 1 | 0 | 0 | 0 | 1 | 1",
        "Service Agreement with an Agency | 1 | 0 | 0 | 0 | 1 | 1",
        "In all | 3 | 1 | 1 | 0 | 5 | 5",
    ],
    "I/J": [
        "Leadership | EW | L18 | 1 | 1.00 | 57520 | 57520 | 57520 | 0 | 0 | 0",
        "Teachers Main | EW | M4 | 1 | 0.60 | 27376 | 27376 | 27376 | 0 | 0 | 0",
        "National Joint Council (Local Government Services) |  |  | 1 | 0.81 | - | - | - | - | - | 0",
        "(blank) |  |  | 2 | 0.73 | 16566 | 16566 | - | - | - | 0",
        "In all |  |  | 5 | 3.14 | - | - | - | 0 | 0 | 0",
    ],
    "K": [
        "Permanent | 0 | 2 | 1 | 3",
        "Fixed Term | 0 | 1 | 0 | 1",
        "Service Agreement with an Agency | 1 | 0 | 0 | 1",
        "In all | 1 | 3 | 1 | 5",
    ],
    "L": [
        "Higher Level Teaching Assistant | 0 | 1 | 0 | 1 | 0.81",
        "Caretaker | 1 | 0 | 0 | 1 | 0.59",
        "Midday Assistant | 1 | 0 | 0 | 1 | 0.14",
        "In all | 1 | 1 | 0 | 2 | 1.54",
    ],
    "M": ["Catering | 4", "Cleaning | 3", "In all | 7"],
    "N": [
        "Teachers, own contracts | 3 | 0 | 0 | 0.0 | 0.0 | 0",
        "Teachers, agency and service agreements | 1 | 0 | 0 | 0.0 | 0.0 | 0",
        "Teaching assistants | 1 | 1 | 1 | 4.5 | 4.5 | 0",
        "Other support staff | 1 | 0 | 0 | 0.0 | 0.0 | 0",
        "In all | 6 | 1 | 1 | 4.5 | 0.8 | 0",
    ],
    "O": ["In all | 0 | 0 | 0.0"],
    "P": ["Year 9 | 1 | 0 | 1", "Year 10 | 1 | 0 | 1", "In all | 1 | 0 | 1"],
    "Q": ["Year 9 | 6.50 | 0.00 | 6.50", "Year 10 | 3.00 | 0.00 | 3.00", "In all | 9.50 | 0.00 | 9.50"],
    "R": ["Classroom Teacher | 1 | 1 | 0 | 1 | 1", "In all | 1 | 1 | 0 | 1 | 1"],
    "S": [
        "With qualified teacher status | 2",
        "Without qualified teacher status | 0",
        "Status not known | 1",
        "In all | 3",
    ],
}


@pytest.mark.parametrize("letter", EXPECTED)
def test_the_tables_of_an_example(school: Summary, letter: str) -> None:
    assert _text(school, letter) == EXPECTED[letter]


def test_the_tables_stand_in_the_departments_order(school: Summary) -> None:
    assert list(school.tables) == ["A", "B", "C", "D", "E", "F", "G", "H", "I/J", "K", "L", "M", *"NOPQRS"]
    assert [len(row) for row in school.modules.rows] == [3] * 4
    assert school.modules.rows[0] == ("Contracts and agreements", "yes", 6)


def test_every_row_fits_its_columns_and_every_table_says_what_to_check(school: Summary) -> None:
    for table in school.tables.values():
        assert all(len(row) == len(table.columns) for row in (*table.rows, *table.totals)), table.letter
        assert table.check
        assert table.agrees


def test_an_authority_has_no_tables_of_a_school(collection: Collection) -> None:
    found = summarise(_example("swf_2013_la_centrally_employed"), collection, [], "L")
    assert list(found.tables) == [*"ABCDEFGH", "I/J", "K", "L", "N", "O", "LA"]
    assert [row[1] for row in found.tables["LA"].rows] == [7, 4, Decimal("2.4")]
    assert "<h1>Authority summary</h1>" in summary_html(found)


def _contract(collection: Collection, **values: str) -> Record:
    filled = {"ContractType": "PRM", "ContractStart": "2010-09-01", "Post": "TCH", "LASchoolLevel": "S", **values}
    return record("contract", collection, **filled)


def test_blanks_are_counted_where_they_are_asked_for(collection: Collection) -> None:
    teacher = person(collection, "A", "B", QTStatus="true")
    teacher.add(_contract(collection))
    support = person(collection, "C", "D", NINumber="AB123456C")
    support.add(_contract(collection, Post="SUP"))
    ended = person(collection, "E", "F")
    ended.add(_contract(collection, ContractType="FXT", ContractEnd="2013-08-31"))
    found = summarise(a_return(collection, teacher, support, ended), collection, [], "S")
    missing = {row[0]: row[1:] for row in found.tables["B"].rows}
    assert missing["Teacher number (of staff with qualified teacher status)"] == (1, 1)
    assert missing["National Insurance number"] == (3, 2)
    assert missing["Qualified teacher status"] == (2, 1)
    assert missing["Family name"] == (3, 0)
    contracts = {row[0]: row[1:] for row in found.tables["C"].rows}
    assert contracts["Date of arrival in school"] == (2, 2)
    assert contracts["Destination (of ended contracts)"] == (1, 1)
    assert contracts["End date (of fixed-term)"] == (1, 0)
    assert contracts["Base pay, or scale, region and point (not daily rate)"] == (2, 2)
    assert contracts["Hours worked per week"] == (2, 2)
    assert contracts["Role"] == (3, 3)


def test_two_posts_count_once_in_the_total(collection: Collection) -> None:
    one = person(collection, "A", "B", GenderCurrent="2")
    one.add(_contract(collection, Post="TCH", HoursPerWeek="16.25", FTEHours="32.50"))
    one.add(_contract(collection, Post="AHT", HoursPerWeek="16.25", FTEHours="32.50"))
    found = summarise(a_return(collection, one), collection, [], "S")
    assert _text(found, "G") == [
        "Assistant Head | 0 | 0 | 0 | 1 | 0 | 1 | 0.50 | 0",
        "Classroom Teacher | 0 | 0 | 0 | 1 | 0 | 1 | 0.50 | 0",
        "In all | 0 | 1 | 0 | 0 | 0 | 1 | 1.00 | 0",
        "of which agency and service agreements | 0 | 0 | 0 | 0 | 0 | 0 | - | 0",
    ]


@pytest.mark.parametrize(
    ("end", "people"), [("2013-11-06", 0), ("2013-11-07", 1), ("2013-11-08", 1), (None, 1), ("someday", 1)]
)
def test_open_on_the_reference_date(collection: Collection, end: str | None, people: int) -> None:
    one = person(collection, "A", "B")
    one.add(_contract(collection, **({} if end is None else {"ContractEnd": end})))
    found = summarise(a_return(collection, one), collection, [], "S")
    assert [row[-1] for row in found.tables["A"].rows] == [1, people, 1, 0, 1, people]
    assert found.tables["H"].totals[0][-1] == people


@pytest.mark.parametrize(
    ("pay", "hours", "below", "above"),
    [
        ("31868.00", "32.50", 0, 0),
        ("31867.00", "32.50", 0, 0),
        ("31866.99", "32.50", 1, 0),
        ("31869.00", "32.50", 0, 0),
        ("31869.01", "32.50", 0, 1),
        ("15934.00", "16.25", 0, 0),
        ("31868.00", "16.25", 0, 1),
    ],
)
def test_pay_against_the_tables(collection: Collection, pay: str, hours: str, below: int, above: int) -> None:
    one = person(collection, "A", "B")
    one.add(
        _contract(
            collection,
            Scale="TE",
            RegionSpine="EW",
            SpinePoint="M6",
            BasePay=pay,
            HoursPerWeek=hours,
            FTEHours="32.50",
            WeeksPerYear="39",
        )
    )
    found = summarise(a_return(collection, one), collection, [], "S")
    assert found.tables["I/J"].rows[0][7:] == (Decimal(31868), below, above, 0)
    chart = found.charts["I/J"]
    assert (chart.labels, chart.values) == (("M6",), (1,))


def test_hours_that_several_roles_share_stand_in_the_total_only(collection: Collection) -> None:
    one = person(collection, "A", "B", GenderCurrent="1")
    contract = one.add(_contract(collection, Post="SUP", HoursPerWeek="18.50", FTEHours="37.00"))
    for role in ("CTKR", "MIDA"):
        contract.add(record("role", collection, RoleIdentifier=role))
    found = summarise(a_return(collection, one), collection, [], "S")
    assert _text(found, "L") == [
        "Caretaker | 1 | 0 | 0 | 1 | -",
        "Midday Assistant | 1 | 0 | 0 | 1 | -",
        "In all | 1 | 0 | 0 | 1 | 0.50",
    ]
    assert found.tables["L"].notes[0].startswith("Contracts with several roles but one figure of hours: 1.")


def test_contracts_of_another_file_leave_their_tables_empty_and_say_so(collection: Collection) -> None:
    return_ = a_return(collection, person(collection, "A", "B"), ContractOrServiceIncluded="false")
    found = summarise(return_, collection, [], "S")
    for letter in ("C", "D", "E", "F", "G", "H", "I/J", "K", "L"):
        table = found.tables[letter]
        assert (table.rows, table.totals, table.chart) == ((), (), None), letter
        assert "another file brings the contracts" in table.notes[0]
    assert found.tables["A"].rows[0][-1] == 1
    assert found.tables["R"].notes == ("The return has no part for the school.",)
    assert found.charts == {}


def test_absences_outside_the_year_are_not_counted_but_told(collection: Collection) -> None:
    one = person(collection, "A", "B")
    one.add(_contract(collection))
    for first, last, days in (
        ("2012-08-27", "2012-08-31", "5.0"),
        ("2012-08-30", "2012-09-01", "2.0"),
        ("2013-08-31", "2013-09-04", "1.0"),
        ("2013-09-01", "2013-09-04", "3.0"),
    ):
        one.add(
            record(
                "absence",
                collection,
                FirstDayOfAbsence=first,
                LastDayOfAbsence=last,
                WorkingDaysLost=days,
                AbsenceCategory="SIC",
            )
        )
    one.add(record("absence", collection, FirstDayOfAbsence="2013-01-07", AbsenceCategory="MAT"))
    found = summarise(a_return(collection, one), collection, [], "S")
    assert found.tables["N"].rows[0][1:5] == (1, 1, 2, Decimal("3.0"))
    assert found.tables["N"].notes == (
        "Not counted, because they lie outside 01/09/2012 to 31/08/2013 or have no first day: 2.",
    )
    assert _text(found, "O") == ["Maternity /Paternity leave | 1 | 1 | 0.0", "In all | 1 | 1 | 0.0"]


def test_texts_that_are_no_codes_have_a_row_of_their_own(collection: Collection) -> None:
    one = person(collection, "A", "B", Ethnicity="<b>")
    one.add(_contract(collection, ContractType="XXX"))
    found = summarise(a_return(collection, one), collection, [], "S")
    assert _text(found, "H")[0] == "XXX (not a code) | 0 | 0 | 0 | 1 | 1 | 1"
    page = summary_html(found)
    assert "&lt;b&gt; (not a code)" in page
    assert "<b> (not a code)" not in page


def test_the_page(collection: Collection) -> None:
    found = summarise(_example("swf_2013_school"), collection, some_findings(collection), "S")
    page = summary_html(found, school="Harbour Lane & Co")
    assert page == summary_html(found, school="Harbour Lane & Co")
    assert "Harbour Lane &amp; Co (999/4999)" in page
    assert "Errors and queries left: 4" in page
    assert "■ 2 errors" in page
    assert "□ 2 queries" in page
    assert "COLLECT will also check" in page
    for row in collection.rules.values():
        if row.where == "COLLECT only" and row.in_year(2013):
            assert f"<td>{row.number}</td>" in page
    # How it stands, and two of its tables.
    assert page.count("<svg") == 3
    assert "Signature" in page
    # Nobody is named, not even in what is left.
    assert "SMITH" not in page
    assert "Okonkwo" not in page
    assert "<script" not in page
    assert "flex" not in page
    linked = summary_html(found, charts="linked")
    assert re.findall(r'<img src="(.*?)"', linked) == ["chart:G", "chart:I/J"]
    assert "<svg" not in linked
    plain = summary_html(found, charts="none")
    assert "<svg" not in plain
    assert "<img" not in plain


def test_the_pictures_are_svg_that_fetches_nothing(school: Summary) -> None:
    pictures = summary_charts(school)
    assert pictures == summary_charts(school)
    for picture in pictures.values():
        root = etree.fromstring(picture.encode())
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert not root.xpath("//*[local-name()='script']")
        assert not root.xpath("//@href | //@*[local-name()='href']")
        assert "url(" not in picture.replace("url(#", "")

"""Where headings and data stand: title rows, two-row headings, page furniture, totals, and the date of the extract."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.matching.data_rows import _FURNITURE, _MAY_BE_FURNITURE
from converters.matching.headings import Headings
from converters.matching.layout import find_layout
from converters.matching.shape import Layout
from converters.matching.titles import find_titles, read_date
from converters.sources.table import CellError, Table, cell_text
from swf_desktop.collection import Collection
from tests.converters.tables import table

HEADINGS = Headings(Collection.load(2013))


def layout(of: Table) -> Layout:
    found = find_layout(of, HEADINGS.knows)
    assert found is not None
    return found


def reasons(of: Layout) -> dict[int, str]:
    return dict(of.skipped)


PEOPLE = [["10011", "Okafor", "Grace"], ["10012", "Pemberton", "Alan"]]


def test_the_first_row() -> None:
    found = layout(table(["Payroll No", "Surname", "Forename"], *PEOPLE))
    assert (found.header_rows, found.headings, found.rows) == ([0], ["Payroll No", "Surname", "Forename"], [1, 2])
    assert found.skipped == []


def test_titles_and_blank_rows_above() -> None:
    found = layout(
        table(
            ["Harbour Lane Primary School"],
            [None],
            ["Staff list at 11/11/2013"],
            [],
            ["Payroll No", "Surname", "Forename"],
            *PEOPLE,
        )
    )
    assert found.header_rows == [4]
    assert found.rows == [5, 6]
    assert reasons(found) == {0: "title", 2: "title"}
    assert found.titles == ["Harbour Lane Primary School", "Staff list at 11/11/2013"]
    assert found.as_at == date(2013, 11, 11)


def test_blank_rows_between_are_no_data() -> None:
    found = layout(table(["Payroll No", "Surname", "Forename"], PEOPLE[0], [None, "  ", ""], PEOPLE[1]))
    assert found.rows == [1, 3]
    assert found.skipped == []


TWO_ROWS = [
    ["Pers.No.", "Name", "Occupancy", None, "Element", None, None],
    [None, None, "Start", "End", "Description", "Rate", "Amount"],
    [10011, "OKAFOR, Grace", datetime(2010, 9, 1), None, "Basic Pay", 100.0, 100.0],
    [None, None, None, None, "Union", -5.0, -5.0],
]
TWO_ROW_HEADINGS = [
    *("Pers.No.", "Name", "Occupancy Start", "Occupancy End"),
    *("Element Description", "Element Rate", "Element Amount"),
]


@pytest.mark.parametrize(
    "merged",
    [
        [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 6)],
        [(0, 2, 0, 3), (0, 4, 0, 6)],
        [],
    ],
    ids=["merged both ways", "merged across", "not merged, as in CSV"],
)
def test_two_rows_are_joined(merged: list[tuple[int, int, int, int]]) -> None:
    found = layout(table(*TWO_ROWS, merged=merged))
    assert found.header_rows == [0, 1]
    assert found.headings == TWO_ROW_HEADINGS
    assert found.rows == [2, 3]


def test_a_heading_wrapped_over_three_rows() -> None:
    found = layout(
        table(
            ["Payroll", "Surname", "Hours", "Weeks"],
            ["No", None, "per", "per"],
            [None, None, "Week", "Year"],
            ["10011", "Okafor", 32.5, 52],
            ["10012", "Pemberton", 32.5, 52],
        )
    )
    assert found.header_rows == [0, 1, 2]
    assert found.headings == ["Payroll No", "Surname", "Hours per Week", "Weeks per Year"]


def test_data_of_nothing_but_text_is_no_second_heading_row() -> None:
    found = layout(table(["Surname", "Forename", "Gender"], ["Smith", "Jane", "Female"], ["Jones", "Ann", "Female"]))
    assert found.header_rows == [0]
    assert found.rows == [1, 2]


def test_a_band_over_complete_headings_is_a_title_or_joined() -> None:
    found = layout(
        table(
            ["Employee details", None, "Pay", None],
            ["Surname", "Forename", "Salary", "FTE"],
            ["Smith", "Jane", 30000, 1.0],
            merged=[(0, 0, 0, 1), (0, 2, 0, 3)],
        )
    )
    assert found.rows == [2]
    assert [part[-1] for part in found.parts] == ["Surname", "Forename", "Salary", "FTE"]


def test_one_heading_twice_is_told_apart() -> None:
    found = layout(table(["Surname", "Rate", "Forename", "Rate"], ["Smith", 1.0, "Jane", 2.0]))
    assert found.headings == ["Surname", "Rate", "Forename", "Rate (2)"]


def test_headings_again_on_each_page_and_page_furniture() -> None:
    found = layout(
        table(
            ["*** NORTHBRIDGE PAYROLL ***"],
            ["Harbour Lane (999/2999)", None, None, None, "Page 1 of 2"],
            *TWO_ROWS[:3],
            ["Harbour Lane (999/2999)", None, None, None, "Page 2 of 2"],
            [],
            *TWO_ROWS,
            ["*** End of report ***"],
        )
    )
    assert found.header_rows == [2, 3]
    assert found.rows == [4, 9, 10]
    left_out = reasons(found)
    assert left_out[5] in ("page title", "page furniture")
    assert (left_out[7], left_out[8]) == ("heading repeated", "heading repeated")
    assert left_out[11] == "page furniture"


@pytest.mark.parametrize(
    "row",
    [
        ["Total", None, None, 200.0],
        [None, "Totals:", None, 200.0],
        ["Sub-total", None, None, 200.0],
        ["SUBTOTAL for 10011", None, None, 200.0],
        ["Grand Total", None, None, 200.0],
        ["Department Total", None, None, 200.0],
        ["OKAFOR, Grace Total", None, None, 200.0],
        ["Number of employees: 45", None, None, None],
        ["Count: 45"],
    ],
)
def test_totals(row: list[object]) -> None:
    found = layout(
        table(["Payroll No", "Name", "Post", "Salary"], ["10011", "Okafor, G", "Head Teacher", 200.0], row)  # type: ignore[arg-type]
    )
    assert found.rows == [1]
    assert reasons(found) == {2: "total"}


def test_a_name_that_begins_like_a_total_is_a_person() -> None:
    found = layout(
        table(["Payroll No", "Surname", "Forename"], ["10011", "Totalian", "Grace"], ["10012", "Summers", "Al"])
    )
    assert found.rows == [1, 2]


def test_an_element_called_total_beside_a_name_is_data() -> None:
    found = layout(
        table(
            ["Payroll No", "Name", "Element", "Amount"],
            ["10011", "Okafor, Grace", "Total responsibility allowance", 10.0],
            ["10011", "Okafor, Grace", "Basic Pay", 90.0],
        )
    )
    assert found.rows == [1, 2]


def test_another_table_below_is_not_read_as_data() -> None:
    found = layout(
        table(
            ["Payroll No", "Surname", "Forename"],
            *PEOPLE,
            [],
            ["Payroll No", "First Day", "Last Day", "Working Days Lost"],
            ["10011", "01/02/2013", "02/02/2013", 2],
        )
    )
    assert found.rows == [1, 2]
    assert found.cut_at == 4


def test_unknown_headings_are_found_by_their_look() -> None:
    found = find_layout(table(["Alpha", "Beta", "Gamma"], ["x", 1, 2.5], ["y", 2, 3.5]), lambda _: False)
    assert found is not None
    assert found.header_rows == [0]


@pytest.mark.parametrize(
    "of",
    [
        table(),
        table(["Only a sentence about nothing"]),
        table(["a", 1], ["b", 2]),
        table(["Read me", None], ["Fill in every sheet.", None], ["Save.", None]),
    ],
    ids=["nothing", "a sentence", "figures", "instructions"],
)
def test_no_headings(of: Table) -> None:
    assert find_layout(of, HEADINGS.knows) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("as at 30/11/2013", date(2013, 11, 30)),
        ("Period 6, 30/09/2013", date(2013, 9, 30)),
        ("Pay elements in force - Period 8, as at 30/11/2013", date(2013, 11, 30)),
        ("staff list at 11/11/13", date(2013, 11, 11)),
        ("Position as at 7th November 2013", date(2013, 11, 7)),
        ("School - census day 7 November 2013", date(2013, 11, 7)),
        ("Month ending 2013-10-31", date(2013, 10, 31)),
        ("Run date: 01-Nov-2013", date(2013, 11, 1)),
        ("Absence of all staff, 01/09/2012 to 31/08/2013", None),
        ("as at 31/02/2013", None),
        ("Staff list", None),
    ],
)
def test_the_date_of_the_extract(title: str, expected: date | None) -> None:
    found = layout(table([title], ["Payroll No", "Surname", "Forename"], *PEOPLE))
    assert found.as_at == expected


def test_the_date_beside_its_label() -> None:
    found = layout(table(["As at:", datetime(2013, 9, 30)], ["Payroll No", "Surname"], ["10011", "Okafor"]))
    assert found.as_at == date(2013, 9, 30)


def test_titles_of_a_sheet_without_headings() -> None:
    assert find_titles(table(["Figures at 07/11/2013"], ["a", 1]))[1] == date(2013, 11, 7)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  a \n b ", "a b"),
        (10011, "10011"),
        (32.0, "32"),
        (32.5, "32.5"),
        (True, "Yes"),
        (date(2013, 11, 7), "07/11/2013"),
        (CellError.NA, "#N/A"),
    ],
)
def test_cells_as_people_see_them(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_dates_in_titles_read_back(day: date) -> None:
    assert read_date(f"Period 6, {day:%d/%m/%Y}") == day
    assert read_date(f"at {day.day} {day:%B} {day.year}") == day


CELLS = st.one_of(
    st.none(), st.text(max_size=8), st.integers(0, 99), st.sampled_from(["Surname", "Total", "Page 1 of 2", "Forename"])
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12))
def test_every_row_is_a_heading_data_left_out_or_blank(rows: list[list[object]]) -> None:
    of = table(*rows)  # type: ignore[arg-type]
    found = find_layout(of, HEADINGS.knows)
    if found is None:
        return
    seen = [*found.header_rows, *found.rows, *[row for row, _ in found.skipped]]
    assert len(seen) == len(set(seen))
    for row in set(range(of.height)) - set(seen):
        assert not any(cell_text(cell) for cell in of.row(row))


FURNITURE = (
    *(
        "Page 3",
        "page 3 of 9",
        "Report for June, page 2 of 4",
        "** confidential **",
        "*** end",
        "====",
        "- - -",
        "end of report",
    ),
    *(
        "Report date: 1/1/2013",
        "Run by: J",
        "Printed on 3 May",
        "PRINT ID 7",
        "continued overleaf",
        "Staff (cont'd)",
        "Staff contd.",
    ),
    *(
        "Strictly private",
        "CONFIDENTIAL to the head",
        "Produced by PayMaster",
        "...",
        "  _  _  _",
        "Smith",
        "AB123456C",
        "12.50",
    ),
)


@given(st.one_of(st.sampled_from(FURNITURE), st.text("page*-=_~. runcotidfl/:'(9", max_size=14)))
def test_what_is_taken_for_furniture_at_a_glance_is_all_that_can_be(text: str) -> None:
    if _FURNITURE.fullmatch(text):
        assert _MAY_BE_FURNITURE.search(text)

"""Relations between the tables of one source: found where they are, not where they are not, and the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.matching.relations import (
    Confidence,
    Relation,
    describe_relation,
    find_relations,
    first_row_headings,
    key_of,
    key_text,
    related_rows,
)
from converters.sources.access.database import DeclaredRelation
from converters.sources.table import Cell, CellError, Table


def table(name: str, headings: str, *rows: Sequence[Cell]) -> Table:
    columns: list[list[Cell]] = [
        [heading, *(row[at] for row in rows)] for at, heading in enumerate(headings.split(","))
    ]
    return Table("school.accdb", name, columns, len(rows) + 1)


STAFF = table("Staff", "StaffID,Surname,Born", *((n, f"Name{n}", date(1970, 1, n)) for n in range(1, 8)))
CONTRACTS = table("Contracts", "ContractID,StaffID,Post", *((100 + n, n % 7 + 1, "TCH") for n in range(9)))


def texts(tables: list[Table], relations: list[Relation]) -> list[str]:
    headings = first_row_headings(tables)
    return [f"{relation.text(tables, headings)} ({relation.confidence})" for relation in relations]


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("StaffID", "StaffID"),
        ("Staff ID", "staff_id"),
        ("ID", "StaffID"),
        ("StaffID", "Employee No"),
        ("Payroll Number", "Staff Ref"),
        ("StaffID", "Staff member"),
        ("NINumber", "NINumber"),
        ("TRN", "TRN"),
    ],
)
def test_headings_that_mean_the_same(parent: str, child: str) -> None:
    staff = table("tblStaff", f"{parent},Name", *((n, "x") for n in range(1, 8)))
    pay = table("Pay", f"ID,{child}", *((n, n % 7 + 1) for n in range(20)))
    for tables in ([staff, pay], [pay, staff]):
        expected = f"Pay: {child} = tblStaff: {parent} (likely)"
        assert texts(tables, find_relations(tables)) == [expected]


@pytest.mark.parametrize(
    ("parent", "child"),
    [("ID", "ID"), ("Code", "Code"), ("Name", "Name"), ("StaffID", "PostID"), ("StaffID", "Hours"), ("", "")],
)
def test_headings_that_do_not(parent: str, child: str) -> None:
    tables = [
        table("Staff", f"{parent},Surname", *((n, "x") for n in range(1, 8))),
        table("Pay", f"X,{child}", *((0, n % 7 + 1) for n in range(20))),
    ]
    assert find_relations(tables) == []


def test_what_is_said_of_a_relation() -> None:
    (relation,) = find_relations([STAFF, CONTRACTS])
    assert relation == Relation(
        1, (1,), 0, (0,), Confidence.LIKELY, "Both have a column StaffID; of 9 rows, 9 find theirs.", 9, 9, True
    )


def test_a_table_of_staff_that_lacks_some() -> None:
    contracts = table("Contracts", "StaffID,Post", *((n, "TCH") for n in (1, 1, 2, 3, 4, 5, 99)))
    (relation,) = find_relations([STAFF, contracts])
    assert (relation.confidence, relation.matched, relation.rows) == (Confidence.POSSIBLE, 6, 7)


def test_other_numbers_under_the_same_heading() -> None:
    other = table("Contracts", "StaffID,Post", *((n, "TCH") for n in (1, 2, 901, 902, 903, 904)))
    assert find_relations([STAFF, other]) == []


def test_no_parent_where_values_repeat() -> None:
    twice = table("Absence", "StaffID,Days", *((n % 7 + 1, 1) for n in range(10)))
    assert find_relations([twice, CONTRACTS]) == []


def test_one_row_each_is_a_relation_once_and_to_the_fuller_table() -> None:
    details = table("Details", "StaffID,Ethnicity", *((n, "WBRI") for n in range(1, 6)))
    for tables in ([STAFF, details], [details, STAFF]):
        assert texts(tables, find_relations(tables)) == ["Details: StaffID = Staff: StaffID (likely)"]


def test_the_parent_is_the_table_about_the_key() -> None:
    details = table("Details", "StaffID,Ethnicity", *((n, "WBRI") for n in range(1, 8)))
    found = find_relations([details, CONTRACTS, STAFF])
    assert "Contracts: StaffID = Staff: StaffID (likely)" in texts([details, CONTRACTS, STAFF], found)
    assert sum(relation.child == 1 for relation in found) == 1


def test_by_values_alone_only_where_they_are_long_text() -> None:
    keys = [f"QQ{n:04}" for n in range(8)]
    staff = table("People", "Kennung,Name", *((key, "x") for key in keys))
    pay = table("Pay", "Wer,Betrag", *((key, n) for n, key in enumerate(keys * 2)))
    (relation,) = find_relations([staff, pay])
    assert (relation.confidence, relation.child) == (Confidence.POSSIBLE, 1)
    numbers = [
        table("A", "P", *((n,) for n in range(10000, 10008))),
        table("B", "Q", *((10000 + n % 8,) for n in range(16))),
    ]
    assert find_relations(numbers) == []


def test_dates_and_sums_are_no_keys() -> None:
    day = [date(2013, 9, n) for n in range(1, 9)]
    tables = [
        table("Terms", "DayID", *((one,) for one in day)),
        table("Absence", "DayID", *((one,) for one in day * 2)),
    ]
    assert find_relations(tables) == []
    pounds = [(Decimal(f"{n}.5"),) for n in range(9)]
    sums = [table("A", "PayID", *pounds), table("B", "PayID", *pounds, *pounds)]
    assert find_relations(sums) == []


def test_numbers_as_text_find_numbers() -> None:
    pay = table("Pay", "StaffID,Pay", *((str(n % 7 + 1), 1) for n in range(9)))
    (relation,) = find_relations([STAFF, pay])
    assert relation.matched == 9


def test_what_the_database_declares_comes_first_and_is_sure() -> None:
    posts = table("Posts", "Kind,Title", ("TCH", "Teacher"), ("HDT", "Head"))
    tables = [STAFF, CONTRACTS, posts]
    declared = [
        DeclaredRelation("Contracts", ("Post",), "Posts", ("Kind",)),
        DeclaredRelation("Contracts", ("Post",), "Refused", ("Kind",)),
        DeclaredRelation("Contracts", ("Gone",), "Posts", ("Kind",)),
    ]
    assert texts(tables, find_relations(tables, declared=declared)) == [
        "Contracts: Post = Posts: Kind (sure)",
        "Contracts: StaffID = Staff: StaffID (likely)",
    ]


def test_a_key_of_two_columns() -> None:
    parent = table("Posts", "School,Post", (1, "A"), (1, "B"), (2, "A"))
    child = table("Holders", "School,Post,Who", (1, "A", "x"), (2, "B", "y"), (2, "A", "z"), (2, None, "z"))
    declared = [DeclaredRelation("Holders", ("School", "Post"), "Posts", ("School", "Post"))]
    (relation,) = find_relations([parent, child], declared=declared)
    assert (relation.rows, relation.matched, relation.unique) == (3, 2, True)
    rows = related_rows(relation, [parent, child])
    key = key_of(child, relation.child_columns, 3)
    assert key is not None
    assert rows[key] == [3]
    assert key_of(child, relation.child_columns, 4) is None


def test_the_user_s_own_choice_says_what_comes_of_it() -> None:
    relation = describe_relation([STAFF, CONTRACTS], (1, 0), (0, 0))
    assert (relation.confidence, relation.rows, relation.matched) == (Confidence.CHOSEN, 9, 0)
    twice = describe_relation([STAFF, CONTRACTS], (0, 0), (1, 1))
    assert not twice.unique


def test_headings_in_another_row() -> None:
    titled = Table("a.xlsx", "Pay", [["Payroll report", "Staff ID", *(n % 7 + 1 for n in range(9))]], 11)
    (relation,) = find_relations([STAFF, titled], [*first_row_headings([STAFF]), ["Staff ID"]], [1, 2])
    assert (relation.child, relation.rows) == (1, 9)
    assert find_relations([STAFF, titled]) == []


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (12, "12"),
        (12.0, "12"),
        (Decimal("12.0000"), "12"),
        (" 12 ", "12"),
        ("0012", "0012"),
        ("ab123456C", "ab123456c"),
        (12.5, "12.5"),
        (2**60 + 1, str(2**60 + 1)),
        ("", None),
        ("  ", None),
        (None, None),
        (True, None),
        (CellError.NA, None),
        (float("nan"), "nan"),
    ],
)
def test_key_text(cell: Cell, key: str | None) -> None:
    assert key_text(cell) == key


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(0, 5), st.floats(), st.text(max_size=3), st.decimals(), st.dates()
)


@given(
    st.lists(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=3), min_size=0, max_size=4),
    st.sampled_from(["StaffID", "Staff", "ID", "Pay"]),
)
def test_any_tables_at_all(columns: list[list[list[Cell]]], heading: str) -> None:
    tables = [Table("f", f"T{at}", [[heading, *column] for column in several], 7) for at, several in enumerate(columns)]
    for relation in find_relations(tables):
        assert relation.child != relation.parent
        assert relation.unique
        assert 0 < relation.matched <= relation.rows
        again = describe_relation(
            tables, (relation.child, relation.child_columns[0]), (relation.parent, relation.parent_columns[0])
        )
        assert (again.rows, again.matched) == (relation.rows, relation.matched)

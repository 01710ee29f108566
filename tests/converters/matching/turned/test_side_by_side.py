"""Contracts side by side on one row become contracts of their own; what only looks like it stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from converters.sources.table import Cell, Table
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import plan, table

WHO: list[Cell] = ["Payroll No", "Surname", "Forename"]
ABLE, BOND, COOK = ["101", "Able", "Ann"], ["102", "Bond", "Bob"], ["103", "Cook", "Cy"]
ONE = ["Teaching Assistant", "01/09/2008", "25"]
TWO = ["Midday Supervisor", "01/09/2010", "5"]
THREE = ["Cleaner", "01/01/2011", "10"]
NONE: list[Cell] = ["", "", ""]


def sheet(headings: Sequence[Cell], *, third: bool = False) -> Table:
    more = [THREE if third else [], NONE if third else [], NONE if third else []]
    return table(
        [*WHO, *headings],
        [*ABLE, *ONE, *TWO, *more[0]],
        [*BOND, *ONE, *NONE, *more[1]],
        [*COOK, *THREE, *NONE, *more[2]],
    )


@pytest.mark.parametrize(
    "headings",
    [
        ["Post", "Start", "Hours", "Post 2", "Start 2", "Hours 2"],
        ["Post", "Start", "Hours", "Post (2)", "Start (2)", "Hours (2)"],
        ["Post 1", "Start 1", "Hours 1", "Post 2", "Start 2", "Hours 2"],
        ["Post", "Start", "Hours", "Post", "Start", "Hours"],
        ["Post", "Start date", "Hours", "Second post", "Second start date", "Second hours"],
        ["1st job title", "1st start date", "1st hours", "2nd job title", "2nd start date", "2nd hours"],
        [
            *("Contract 1 Post", "Contract 1 Start Date", "Contract 1 Hours"),
            *("Contract 2 Post", "Contract 2 Start Date", "Contract 2 Hours"),
        ],
        [
            *("Contract1 Post", "Contract1 Start Date", "Contract1 Hours"),
            *("Contract2 Post", "Contract2 Start Date", "Contract2 Hours"),
        ],
        ["Job Title", "Contract Start", "Hours", "Job Title #2", "Contract Start #2", "Hours #2"],
    ],
)
def test_a_second_contract_gets_a_row_of_its_own(headings: list[Cell]) -> None:
    result = shaped(sheet(headings))
    rows = texts(result.tables[0])
    assert [row[:3] for row in rows[1:]] == [ABLE, ABLE, BOND, COOK]
    assert [row[3:] for row in rows[1:]] == [ONE, TWO, ONE, THREE]
    assert len(result.notes) == 1
    assert "contracts side by side" in result.notes[0]
    planned = plan(*result.tables)
    assert [one.grain for one in planned.plans] == ["contract"]
    assert planned.questions == []


def test_three_contracts_and_groups_under_a_heading_of_their_own() -> None:
    groups: list[Cell] = [
        None,
        None,
        None,
        "Contract 1",
        None,
        None,
        "Contract 2",
        None,
        None,
        "Contract 3",
        None,
        None,
    ]
    heads: list[Cell] = [*WHO, *(["Post", "Start", "Hours"] * 3)]
    of = table(
        groups,
        heads,
        [*ABLE, *ONE, *TWO, *THREE],
        [*BOND, *ONE, *NONE, *NONE],
        merged=[(0, 3, 0, 5), (0, 6, 0, 8), (0, 9, 0, 11)],
    )
    rows = texts(shaped(of).tables[0])
    assert [row[3:] for row in rows[1:]] == [ONE, TWO, THREE, ONE]


def test_every_cell_knows_where_it_stands_on_the_sheet() -> None:
    made = shaped(sheet(["Post", "Start", "Hours", "Post 2", "Start 2", "Hours 2"])).tables[0]
    start = next(index for index, column in enumerate(made.columns) if column[0] == "Start")
    assert [made.row_on_sheet(row) for row in range(made.height)] == [0, 1, 1, 2, 3]
    assert [made.column_on_sheet(start, row) for row in range(made.height)] == [4, 4, 7, 4, 4]
    assert made.column_on_sheet(0, 2) == 0


def test_what_stands_once_goes_with_the_first_contract_and_is_said() -> None:
    of = table(
        [*WHO, "Post", "Start", "Weeks", "Post 2", "Start 2"],
        [*ABLE, "Teaching Assistant", "01/09/2008", "39", "Cleaner", "01/01/2011"],
        [*BOND, "Teaching Assistant", "01/09/2008", "39", "", ""],
    )
    result = shaped(of)
    assert [row[5] for row in texts(result.tables[0])[1:]] == ["39", "", "39"]
    assert "'Weeks'" in result.notes[0]


def test_a_person_with_the_second_contract_alone_keeps_it() -> None:
    of = table(
        [*WHO, "Post", "Start", "Post 2", "Start 2"],
        [*ABLE, "", "", "Cleaner", "01/01/2011"],
        [*BOND, "Teaching Assistant", "01/09/2008", "", ""],
    )
    assert [row[3:] for row in texts(shaped(of).tables[0])[1:]] == [
        ["Cleaner", "01/01/2011"],
        ["Teaching Assistant", "01/09/2008"],
    ]


def test_the_recipe_can_say_that_it_stands_as_it_is() -> None:
    of = sheet(["Post", "Start", "Hours", "Post 2", "Start 2", "Hours 2"])
    assert shaped(of, answers={f"shape: {of.place}": "as it stands"}).tables == [of]


NEAR_MISSES: list[list[list[Cell]]] = [
    # Parts of one contract, other things that are numbered, and a copy of what stands already.
    [[*WHO, "Post", "Hours", "Hours 2"], [*ABLE, "Teacher", "25", "5"]],
    [[*WHO, "Post", "Start", "TLR 1", "TLR 2"], [*ABLE, "Teacher", "01/09/2008", "500", "600"]],
    [[*WHO, "Post", "Start", "Role 1", "Role 2"], [*ABLE, "Teacher", "01/09/2008", "Teacher", "SENCO"]],
    [[*WHO, "Post", "Start", "Address 1", "Address 2"], [*ABLE, "Teacher", "01/09/2008", "The Lane", "Town"]],
    [
        [*WHO, "Absence start 1", "Absence end 1", "Absence start 2", "Absence end 2"],
        [*ABLE, "01/10/2012", "02/10/2012", "01/12/2012", "02/12/2012"],
    ],
    [
        [*WHO, "Post", "Start", "Qualification 1", "Subject 1", "Qualification 2", "Subject 2"],
        [*ABLE, "Teacher", "01/09/2008", "First Degree", "X100", "PGCE", "X200"],
    ],
    [
        [*WHO, "Post", "Start", "Post", "Start"],
        *[[*who, "Teacher", "01/09/2008", "Teacher", "01/09/2008"] for who in (ABLE, BOND, COOK)],
    ],
    [
        [*WHO, "Post", "Start", "Pay at 1 Sept", "Pay at 2 Oct", "Hours at 2 Oct"],
        [*ABLE, "Teacher", "01/09/2008", "2000", "2100", "5"],
    ],
    [[*WHO, "Post", "Start", "Post 2", "Start 2"], [*ABLE, "Teacher", "01/09/2008", "", ""]],
]


@pytest.mark.parametrize("rows", NEAR_MISSES)
def test_near_misses_stay_as_they_are(rows: list[list[Cell]]) -> None:
    assert untouched(table(*rows))

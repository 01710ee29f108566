"""Whatever a sheet calls its columns, each is read as what it is or asked about: none is taken for another, or lost.

The columns of one list are shuffled, some get headings that could mean anything, and headings are split over two rows.
"""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from converters.matching.plan import Plans
from converters.recipe.target import IGNORE, OPEN
from converters.sources.table import Cell
from tests.converters.tables import plan, table

PEOPLE = 14
_FAMILIES = (
    "Ashworth Bell Crossley Dyson Entwistle Fielden Greenwood Hartley Illingworth Jagger Kershaw Lumb Mitchell Naylor"
)
_GIVENS = "Ann Bo Carol Dev Esme Farah Gwen Hugh Ida Joan Kit Lena Mona Nia"

COLUMNS: dict[str, tuple[str, set[str], list[Cell]]] = {
    "Payroll Number": ("Employee", {"staff.PersonRef"}, [f"{20431 + 7 * n}" for n in range(PEOPLE)]),
    "Surname": ("Employee", {"staff.PersonFamilyName"}, [*_FAMILIES.split()]),
    "Forename": ("Employee", {"staff.PersonGivenName"}, [*_GIVENS.split()]),
    "Gender": ("Employee", {"staff.GenderCurrent"}, ["Female", "Male"] * 7),
    "Date of Birth": (
        "Employee",
        {"staff.PersonBirthDate"},
        [date(1955 + 2 * n, 1 + n % 12, 3 + n) for n in range(PEOPLE)],
    ),
    "NI Number": ("Employee", {"staff.NINumber"}, [f"AB{123456 + 999 * n}C" for n in range(PEOPLE)]),
    "Ethnicity": (
        "Employee",
        {"staff.Ethnicity"},
        ["White British", "Indian", "Black Caribbean", "White Irish", "Pakistani", "Refused", "Chinese"] * 2,
    ),
    "Job Title": (
        "Post",
        {"contract.JobTitle", "contract.Post"},
        ["Class Teacher", "Teaching Assistant", "Headteacher", "Caretaker", "Cleaner", "HLTA", "Cook"] * 2,
    ),
    "Contract Type": (
        "Post",
        {"contract.ContractType"},
        ["Permanent", "Fixed Term", "Temporary", "Permanent"] * 3 + ["Permanent"] * 2,
    ),
    "Start Date": ("Post", {"contract.ContractStart"}, [date(1999 + n, 9, 1) for n in range(PEOPLE)]),
    "Scale": ("Pay", {"contract.Scale"}, ["Main Pay Scale", "Upper Pay Scale", "Leadership", "NJC"] * 3 + ["NJC"] * 2),
    "Spine Point": ("Pay", {"contract.SpinePoint"}, ["M1", "M6", "U2", "L12", "M3", "U1", "L8"] * 2),
    "Hours per Week": ("Hours", {"contract.HoursPerWeek"}, [32.5, 16.25, 20, 32.5, 8.5, 27.75, 37] * 2),
    "Full-time Hours": ("Hours", {"contract.FTEHours"}, [32.5, 32.5, 37, 37, 32.5, 37, 37] * 2),
    # As a pay amount its period is asked before anything is made of it.
    "Monthly Pay": (
        "Pay",
        {"contract.MonthlyPay", "contract.PayAmount"},
        [2655.67 - 101.13 * n for n in range(PEOPLE)],
    ),
}
"""Heading to the group that it stands in, what the column may be read as, and its cells."""

VAGUE = (
    "Code", "Type", "Status", "Level", "Category", "Group", "Detail", "Info", "Value", "Item", "Field 1", "Kind",
    "Description", "Text", "Other", "Data", "Entry", "Zorp", "Misc", "Note 2",
    "Class", "Grade", "No", "Ref 2", "Position", "Band", "Band 2", "Flag", "Y/N", "Date", "From", "Amount", "Units",
    "Total",
    "Basis", "Reason", "Name 2", "Column1", "X", "Remarks", "Details", "Current", "New",
)  # fmt: skip

_NAMES = frozenset({"Payroll Number", "Surname", "Forename"})
"""Whom a row is about has to be said by its heading: no name tells by itself whose it is."""


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[str], dict[str, str], bool]:
    """Return the order of the columns, the heading that each has, and whether groups stand above them."""
    order = draw(st.permutations(list(COLUMNS)))
    renamed = draw(st.lists(st.sampled_from([one for one in COLUMNS if one not in _NAMES]), max_size=5, unique=True))
    vague = draw(st.permutations(VAGUE))
    grouped = draw(st.booleans())
    if grouped:
        order = sorted(order, key=lambda one: COLUMNS[one][0])
    return list(order), dict(zip(renamed, vague, strict=False)), grouped


def planned(order: list[str], renamed: dict[str, str], *, grouped: bool) -> Plans:
    """Plan a sheet with these columns."""
    rows: list[list[Cell]] = [[renamed.get(one, one) for one in order]]
    merged = []
    if grouped:
        groups = [COLUMNS[one][0] for one in order]
        starts = [place for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]
        rows.insert(0, [group if place in starts else None for place, group in enumerate(groups)])
        ends = [*[start - 1 for start in starts[1:]], len(groups) - 1]
        merged = [(0, first, 0, last) for first, last in zip(starts, ends, strict=True) if last > first]
    rows += [[COLUMNS[one][2][person] for one in order] for person in range(PEOPLE)]
    return plan(table(*rows, merged=merged))


@settings(max_examples=120, deadline=None)
@given(layouts())
def test_each_column_is_read_as_what_it_is_or_asked_about(layout: tuple[list[str], dict[str, str], bool]) -> None:
    order, renamed, grouped = layout
    plans = planned(order, renamed, grouped=grouped)
    (found,) = plans.plans
    assert len(found.rows) == PEOPLE, "a row of data is lost"
    asked = [question.key for question in plans.questions]
    for column in found.decided:
        true = COLUMNS[order[column.index]][1]
        said = f"{order[column.index]} under '{column.heading}' is {column.decided}: {column.reason}"
        if column.decided == OPEN:
            assert column.heading in asked
        else:
            assert column.decided != IGNORE, said
            assert {target.field for target in column.targets} <= true, said

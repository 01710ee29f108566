"""A list of people that has their roles alone adds them to the contracts of another list, whichever comes first."""

from __future__ import annotations

import pytest

from converters.built import Sources
from converters.pipeline import build
from converters.request import Request
from converters.sources.table import Cell, Table
from tests.converters.tables import table

ROLES = table(
    ["Payroll No", "Surname", "SWF Role"], ["1", "Able", "Cover Supervisor"], ["2", "Bond", "Bursar"], file="a.xlsx"
)
CONTRACTS: list[list[Cell]] = [
    ["Payroll No", "Surname", "Forename", "Job Title", "Start Date", "Hours"],
    ["1", "Able", "Ann", "Teaching Assistant", "01/09/2008", 30],
    ["2", "Bond", "Bob", "Finance Officer", "01/09/2009", 37],
]


def roles(*tables: Table) -> tuple[dict[str, list[str | None]], list[str], list[str]]:
    built = build(Sources(list(tables)), Request(year=2013, lea="999", estab="2999"))
    found = {
        person.code("PersonFamilyName") or "": [
            role.code("RoleIdentifier") for contract in person.of("contract") for role in contract.of("role")
        ]
        for person in built.returns[0].return_.staff
    }
    return found, [question.key for question in built.questions], built.notes


@pytest.mark.parametrize("file", ["0.xlsx", "z.xlsx"])
def test_the_role_joins_whatever_the_files_are_called(file: str) -> None:
    found, _, _ = roles(ROLES, table(*CONTRACTS, file=file))
    assert found == {"Able": ["COVR"], "Bond": ["BURS"]}


def test_of_several_contracts_it_is_asked_and_without_any_it_is_said() -> None:
    second: list[Cell] = ["1", "Able", "Ann", "Cleaner", "01/01/2011", 5]
    found, keys, _ = roles(ROLES, table(*CONTRACTS, second, file="z.xlsx"))
    assert "which contract: a.xlsx, sheet Sheet1" in keys
    assert found["Bond"] == ["BURS"]
    people: list[list[Cell]] = [["Payroll No", "Surname", "Forename"], ["1", "Able", "Ann"], ["2", "Bond", "Bob"]]
    _, _, notes = roles(ROLES, table(*people, file="z.xlsx"))
    assert any("roles in rows 2, 3 are left out" in note for note in notes), notes

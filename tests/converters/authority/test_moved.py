"""Somebody at more than one school: who moved in the window, an executive head, and hours shared between two."""

from __future__ import annotations

from pathlib import Path

import pytest

from converters.authority.folder import Authority, make_authority
from converters.authority.school_list import School
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open
from swf_desktop.record import Record
from swf_desktop.workspace.workspace import Workspace
from tests.converters.authority.made import run

PAYROLL = (
    "School,Payroll No,Surname,Forename,Sex,Date of Birth,NI Number,Teacher Number,QTS,Contract Start,Contract End,"
    "Post,Contract Type,Base Pay,Hours,Full-time Hours\n"
    # Moved from the first school to the second within the window.
    "Hill School,1,HALE,Miriam,F,04/05/1980,ZY123456A,4000001,Yes,01/09/2019,31/08/2026,Classroom Teacher,Permanent,"
    "36000,32.5,32.5\n"
    "Dale School,1,HALE,Miriam,F,04/05/1980,ZY123456A,4000001,Yes,01/09/2026,,Classroom Teacher,Permanent,38000,32.5,"
    "32.5\n"
    # An executive head of both, whose contract is with one.
    "Hill School,2,IQBAL,Nadia,F,04/05/1970,ZY123457A,4000002,Yes,01/09/2015,,Head Teacher,Permanent,90000,32.5,32.5\n"
    # Shared: two days here and three there, each with its own hours and pay.
    "Hill School,3,JONES,Ed,M,04/05/1990,ZY123458A,4000003,Yes,01/09/2018,,Classroom Teacher,Permanent,14000,13,32.5\n"
    "Dale School,3,JONES,Ed,M,04/05/1990,ZY123458A,4000003,Yes,01/09/2020,,Classroom Teacher,Permanent,21000,19.5,"
    "32.5\n"
    "Dale School,4,KAUR,Jas,F,04/05/1975,ZY123459A,4000004,Yes,01/09/2012,,Head Teacher,Permanent,70000,32.5,32.5\n"
)
HILL, DALE = School("999", "2001", "Hill School"), School("999", "2002", "Dale School")


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Record]]:
    """The people of each school's return, by family name."""
    folder: Path = tmp_path_factory.mktemp("trust")
    (folder / "payroll.csv").write_text(PAYROLL, encoding="utf-8")
    make_authority(Authority(folder, "", "999", 2026, ("payroll.csv",), schools=(HILL, DALE)))
    outcome = run(folder)
    found = {}
    for school in outcome.authority.schools:
        with Workspace.open(outcome.authority.workspace(school)) as workspace:
            return_ = workspace.load_return(Collection.load(2026))
        assert return_ is not None, outcome.results[school.key]
        found[school.name] = {str(person.code("PersonFamilyName")).upper(): person for person in return_.staff}
    return found


def only(person: Record) -> Record:
    [contract] = person.of("contract")
    return contract


def test_somebody_who_moved_is_at_both_closed_and_open(returns: dict[str, dict[str, Record]]) -> None:
    collection = Collection.load(2026)
    left, came = only(returns["Hill School"]["HALE"]), only(returns["Dale School"]["HALE"])
    assert left.code("ContractEnd") == "2026-08-31"
    assert not is_open(left, collection)
    assert not came.has("ContractEnd")
    assert is_open(came, collection)
    assert (left.code("ContractStart"), came.code("ContractStart")) == ("2019-09-01", "2026-09-01")


def test_an_executive_head_is_in_the_return_of_the_school_that_has_the_contract(
    returns: dict[str, dict[str, Record]],
) -> None:
    assert only(returns["Hill School"]["IQBAL"]).code("Post") == "HDT"
    assert "IQBAL" not in returns["Dale School"]
    assert only(returns["Dale School"]["KAUR"]).code("Post") == "HDT"


def test_shared_staff_have_each_schools_hours_and_pay(returns: dict[str, dict[str, Record]]) -> None:
    for school, hours, pay in (("Hill School", "13.00", "14000.00"), ("Dale School", "19.50", "21000.00")):
        contract = only(returns[school]["JONES"])
        assert (contract.code("HoursPerWeek"), contract.code("BasePay")) == (hours, pay)

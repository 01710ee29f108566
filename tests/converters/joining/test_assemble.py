"""Sheets joined to one return: people, contracts, what belongs to them, conflicts, and the sample school whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from converters.joining.assemble import assemble
from converters.joining.assembly import Assembly
from converters.matching.plan import SheetPlan
from converters.matching.planner import plan_tables
from converters.members.defaults import fill_defaults
from converters.members.missing import missing_people
from converters.members.settling import settle_people
from converters.recipe.recipe import Recipe
from converters.sample.school import write_sample
from converters.sample.truth import truth
from converters.sources.reader import read_source
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.converters.handmade import plan, sample_plans

C = Collection.load(2013)
PEOPLE = ["staff.PersonRef", "staff.PersonFamilyName", "staff.PersonGivenName", "staff.PersonBirthDate"]
JANE = ["010014", "Smith", "Jane", date(1978, 2, 14)]
ALAN = ["010012", "Pemberton", "Alan", date(1970, 11, 22)]


def hr(*rows: list[Any], targets: list[str] | None = None, **more: Any) -> SheetPlan:
    return plan(more.pop("grain", "person"), targets or PEOPLE, list(rows), file=more.pop("file", "hr.xlsx"), **more)


def joined(*plans: SheetPlan, **answers: str) -> Assembly:
    return assemble(plans, C, answers)


def answered(answers: Mapping[str, str], *plans: SheetPlan) -> Assembly:
    return assemble(plans, C, answers)


def names(assembly: Assembly) -> list[str | None]:
    return [person.code("PersonFamilyName") for person in assembly.return_.staff]


def texts(records: Iterable[Record]) -> list[dict[str, str]]:
    return [
        {
            tag: "|".join(value.sent) if isinstance(value.sent, tuple) else value.sent
            for tag, value in record.values.items()
        }
        for record in records
    ]


# People


def test_two_people_on_one_sheet_of_people_are_never_merged() -> None:
    assembly = joined(hr(JANE, JANE))
    assert names(assembly) == ["Smith", "Smith"]


def test_people_of_two_sheets_join_by_number_and_name() -> None:
    payroll = plan(
        "contract",
        ["staff.PersonRef", "staff.FullName", "staff.NINumber"],
        [["10014", "SMITH, Jane A", "HK300104C"]],
        file="pay.xlsx",
    )
    assembly = joined(payroll, hr(JANE, ALAN))
    assert names(assembly) == ["Smith", "Pemberton"]
    jane = assembly.return_.staff[0]
    assert (jane.code("NINumber"), jane.code("PersonRef")) == ("HK300104C", "010014")
    assert assembly.conflicts == []
    assert jane.source("NINumber") == ("pay.xlsx", "Sheet1", 2, "C")
    assert jane.source("PersonFamilyName") == ("hr.xlsx", "Sheet1", 2, "B")


def test_a_number_of_somebody_else_is_asked_and_not_joined() -> None:
    payroll = plan("contract", ["staff.PersonRef", "staff.FullName"], [["010014", "BROWN, Peter"]], file="pay.xlsx")
    assembly = joined(hr(JANE), payroll)
    assert sorted(name or "" for name in names(assembly)) == ["Brown", "Smith"]
    (question,) = assembly.questions
    assert question.key == "same number, other person: pay.xlsx, sheet Sheet1"
    assert answered({question.key: "yes"}, hr(JANE), payroll).questions == []


def test_rows_with_names_alone_are_asked_once_and_joined_by_the_recipe() -> None:
    def absences(**more: Any) -> SheetPlan:
        rows = [
            ["Smith, Jane", date(2013, 1, 7)],
            ["Smith, Jane", date(2013, 2, 4)],
            ["Nobody, Known", date(2013, 3, 4)],
        ]
        return plan("absence", ["staff.FullName", "absence.FirstDayOfAbsence"], rows, file="sick.xlsx")

    assembly = joined(hr(JANE), absences())
    assert {question.key: question.count for question in assembly.questions} == {
        "join by name alone: sick.xlsx, sheet Sheet1": 2,
        "not on any list of staff: sick.xlsx, sheet Sheet1": 1,
    }
    assert assembly.return_.staff[0].of("absence") == []
    settled = answered(
        {
            "join by name alone: sick.xlsx, sheet Sheet1": "yes",
            "not on any list of staff: sick.xlsx, sheet Sheet1": "leave out",
        },
        hr(JANE),
        absences(),
    )
    assert len(settled.return_.staff[0].of("absence")) == 2
    assert settled.questions == []
    assert "left out, as the recipe says" in settled.notes[-1][0]


def test_a_payroll_without_numbers_makes_one_person_of_each_name() -> None:
    rows = [["ASH, Jo", "Basic"], ["ASH, Jo", "Union"], ["BIRCH, Al", "Basic"], ["ASH, Jo", "Arrears"]]
    assembly = joined(plan("element", ["staff.FullName", "element.ElementName"], rows))
    assert names(assembly) == ["Ash", "Birch"]
    assert [len(person.of("contract")[0].of("element")) for person in assembly.return_.staff] == [3, 1]


def test_endings_of_staff_numbers_make_one_person_with_several_contracts() -> None:
    targets = ["staff.PersonRef", "staff.FullName", "contract.JobTitle"]
    rows = [
        ["12345-1", "Ash, Jo", "Class Teacher"],
        ["12345-2", "Ash, Jo", "Midday Assistant"],
        ["777-1", "Birch, Al", "Cook"],
    ]
    assembly = joined(plan("person", targets, rows))
    assert names(assembly) == ["Ash", "Birch"]
    found = [[contract.code("Post") for contract in person.of("contract")] for person in assembly.return_.staff]
    assert found == [["TCH", "SUP"], ["SUP"]]


def test_a_difference_is_kept_and_reported() -> None:
    other = hr(["010014", "Smith", "Jane", date(1978, 2, 15)], grain="contract", file="other.xlsx")
    assembly = joined(hr(JANE), other)
    ((record, tag),) = assembly.conflicts
    assert (tag, record.code(tag)) == ("PersonBirthDate", "1978-02-14")
    assert record.losers is not None
    assert [value.sent for value, _ in record.losers[tag]] == ["1978-02-15"]


def test_names_in_capitals_are_written_properly_only_where_that_is_certain() -> None:
    payroll = plan(
        "contract",
        ["staff.PersonRef", "staff.FullName"],
        [["1", "SMITH, Jo"], ["2", "MACDONALD, Al"], ["3", "DE SOUZA, Mo"]],
    )
    assembly = joined(payroll)
    assert names(assembly) == ["Smith", "MACDONALD", "DE SOUZA"]
    assert [(repair.kind, repair.before, repair.after) for repair in assembly.repairs] == [
        ("capitals", "SMITH", "Smith")
    ]
    assert "2 names are in capitals" in assembly.notes[0][0]
    assert names(answered({"repair capitals: staff.PersonFamilyName": "reject"}, payroll))[0] == "SMITH"


def test_who_is_on_which_sheet() -> None:
    payroll = plan("contract", ["staff.PersonRef"], [["010014"]], file="pay.xlsx")
    assembly = joined(hr(JANE, ALAN), payroll)
    jane, alan = assembly.return_.staff
    assert assembly.who == {"hr.xlsx, sheet Sheet1": [jane, alan], "pay.xlsx, sheet Sheet1": [jane]}


# Contracts

CONTRACTS = [
    "staff.PersonRef",
    "contract.ContractStart",
    "contract.Post",
    "contract.HoursPerWeek",
    "contract.FTEHours",
    "contract.Estab",
]


def test_a_split_post_is_one_contract_and_listed() -> None:
    rows = [["1", date(2010, 9, 1), "TCH", 19.5, 32.5, "2999"], ["1", date(2010, 9, 1), "TCH", 13, 32.5, "2999"]]
    assembly = joined(plan("contract", CONTRACTS, rows))
    (contract,) = assembly.return_.staff[0].of("contract")
    assert contract.code("HoursPerWeek") == "32.50"
    assert [(repair.kind, repair.before, repair.after) for repair in assembly.repairs] == [
        ("split post", "19.5 + 13", "32.50")
    ]


def test_what_was_joined_can_be_rejected() -> None:
    rows = [["1", date(2010, 9, 1), "TCH", 19.5, 32.5, "2999"], ["1", date(2010, 9, 1), "TCH", 13, 32.5, "2999"]]
    sheet = plan("contract", CONTRACTS, rows)
    (repair,) = joined(sheet).repairs
    assembly = answered({repair.answer_key: "reject"}, sheet)
    assert len(assembly.return_.staff[0].of("contract")) == 2
    assert assembly.repairs == []


def test_schools_known_by_name_are_asked_for_their_numbers() -> None:
    targets = ["staff.PersonRef", "contract.SchoolName"]
    rows = [["1", "Harbour Lane"], ["1", "Hill Top"], ["2", "Hill Top"]]
    questions = joined(plan("contract", targets, rows)).questions
    assert [(question.key, question.scope, question.count) for question in questions] == [
        ("Harbour Lane", "contract.SchoolName", 1),
        ("Hill Top", "contract.SchoolName", 2),
    ]
    numbers = {"contract.SchoolName": {"Harbour Lane": "2999", "Hill Top": "2998"}}
    assembly = joined(plan("contract", targets, rows, codes=numbers))
    assert assembly.questions == []
    contracts = [contract for person in assembly.return_.staff for contract in person.of("contract")]
    assert [contract.code("Estab") for contract in contracts] == ["2999", "2998", "2998"]
    assert joined(plan("contract", targets, rows[1:])).questions == []


def test_a_school_of_its_own_is_a_contract_of_its_own() -> None:
    rows = [["1", date(2010, 9, 1), "TCH", 19.5, 32.5, "2999"], ["1", date(2010, 9, 1), "TCH", 13, 32.5, "2998"]]
    contracts = joined(plan("contract", CONTRACTS, rows)).return_.staff[0].of("contract")
    assert [contract.code("Estab") for contract in contracts] == ["2999", "2998"]


def test_history_rows_are_one_contract_with_the_roles_in_force() -> None:
    targets = [
        "staff.PersonRef",
        "contract.ContractStart",
        "contract.ContractEnd",
        "contract.Post",
        "role.RoleIdentifier",
    ]
    rows = [["1", date(2010, 9, 1), date(2012, 8, 31), "TCH", "SENC"], ["1", date(2012, 9, 1), None, "TCH", "TCHR"]]
    assembly = joined(plan("contract", targets, rows))
    (contract,) = assembly.return_.staff[0].of("contract")
    assert (contract.code("ContractStart"), contract.code("ContractEnd")) == ("2010-09-01", None)
    assert [role.code("RoleIdentifier") for role in contract.of("role")] == ["TCHR"]
    assert [repair.kind for repair in assembly.repairs] == ["history"]


def test_a_row_for_each_role_is_one_contract_with_two_roles() -> None:
    targets = ["staff.PersonRef", "contract.ContractStart", "contract.Post", "role.RoleIdentifier"]
    rows = [["1", date(2010, 9, 1), "TCH", "TCHR"], ["1", date(2010, 9, 1), "TCH", "SENC"]]
    (contract,) = joined(plan("contract", targets, rows)).return_.staff[0].of("contract")
    assert [role.code("RoleIdentifier") for role in contract.of("role")] == ["TCHR", "SENC"]


def test_sheets_that_number_contracts_each_in_its_own_way_join_by_start() -> None:
    targets = ["staff.PersonRef", "contract.ContractRef", "contract.ContractStart"]
    one = plan("contract", targets, [["1", "POS9", date(2010, 9, 1)], ["1", "POS7", date(2012, 9, 1)]], file="hr.xlsx")
    other = plan(
        "contract",
        [*targets, "contract.HourlyRate"],
        [["1", "A2", date(2012, 9, 1), 8], ["1", "A1", date(2010, 9, 1), 9]],
        file="pay.xlsx",
    )
    contracts = joined(one, other).return_.staff[0].of("contract")
    assert [(contract.code("ContractRef"), contract.code("HourlyRate")) for contract in contracts] == [
        ("POS9", "9.00"),
        ("POS7", "8.00"),
    ]


def test_a_list_of_people_speaks_of_all_their_contracts_and_of_ends_only_to_those_that_ended() -> None:
    contracts = plan(
        "contract",
        ["staff.PersonRef", "contract.ContractRef", "contract.ContractEnd"],
        [["1", "a", date(2013, 8, 31)], ["1", "b", None]],
    )
    people = hr(
        ["1", date(2001, 9, 1), "RETAGE"],
        targets=["staff.PersonRef", "contract.SchoolArrivalDate", "contract.DestinationCode"],
    )
    found = joined(contracts, people).return_.staff[0].of("contract")
    assert [contract.code("SchoolArrivalDate") for contract in found] == ["2001-09-01", "2001-09-01"]
    assert [contract.code("DestinationCode") for contract in found] == ["RETAGE", None]


def test_payments_without_a_contract_number_are_asked_where_there_are_several() -> None:
    contracts = plan("contract", ["staff.PersonRef", "contract.ContractRef"], [["1", "a"], ["1", "b"], ["2", "c"]])
    payments = plan(
        "payment", ["staff.PersonRef", "payment.PaymentAmount TLR"], [["1", 2561], ["2", 1000]], file="tlr.xlsx"
    )
    assembly = joined(contracts, payments)
    assert [question.key for question in assembly.questions] == ["which contract: tlr.xlsx, sheet Sheet1"]
    (payment,) = assembly.return_.staff[1].of("contract")[0].of("payment")
    assert (payment.code("PaymentType"), payment.code("PaymentAmount")) == ("TLR", "1000.00")


def test_several_contracts_on_one_row() -> None:
    targets = [
        "staff.PersonRef",
        "contract.Post #1",
        "role.RoleIdentifier #1",
        "contract.Post #2",
        "role.RoleIdentifier #2",
    ]
    assembly = joined(plan("person", targets, [["1", "TAS", "TASS", "SUP", "MIDA"], ["2", "TCH", "TCHR", None, None]]))
    found = [
        [(one.code("Post"), [role.code("RoleIdentifier") for role in one.of("role")]) for one in person.of("contract")]
        for person in assembly.return_.staff
    ]
    assert found == [[("TAS", ["TASS"]), ("SUP", ["MIDA"])], [("TCH", ["TCHR"])]]


def test_a_job_title_gives_post_and_role_where_no_sheet_says_them() -> None:
    payroll = plan(
        "contract",
        ["staff.PersonRef", "contract.JobTitle"],
        [["1", "Learning Support Assistant"], ["2", "Class Teacher"]],
        file="pay.xlsx",
    )
    list_ = hr(
        ["2", "AHT", "ASHT"], targets=["staff.PersonRef", "contract.Post", "role.RoleIdentifier"], grain="contract"
    )
    first, second = joined(payroll, list_).return_.staff
    if first.code("PersonRef") != "1":
        first, second = second, first
    assert (first.of("contract")[0].code("Post"), first.of("contract")[0].of("role")[0].code("RoleIdentifier")) == (
        "TAS",
        "LSEN",
    )
    assert (
        second.of("contract")[0].code("Post"),
        [role.code("RoleIdentifier") for role in second.of("contract")[0].of("role")],
    ) == ("AHT", ["ASHT"])


def test_a_text_on_two_sheets_is_asked_once() -> None:
    sheets = [
        plan("contract", ["staff.PersonRef", "contract.ContractType"], [["1", "Permenent"]], file=name)
        for name in ("a.xlsx", "b.xlsx")
    ]
    assert [(question.key, question.count) for question in joined(*sheets).questions] == [("Permenent", 2)]


# The school


def test_the_authority_comes_from_establishment_numbers() -> None:
    assembly = joined(plan("contract", ["staff.PersonRef", "contract.Estab"], [["1", "999/2999"]]))
    assert assembly.return_.message.code("LEA") == "999"
    two = joined(plan("contract", ["staff.PersonRef", "contract.Estab"], [["1", "999/2999"], ["2", "998/2999"]]))
    assert not two.return_.message.has("LEA")


def test_vacancies_and_head_counts_belong_to_the_school() -> None:
    school = plan("school", ["school.Estab", "school.OccasionalsQTS"], [["2999", 2]], file="s.xlsx")
    counts = plan(
        "headcount", ["headcount.AgencyTPsupportCategory", "headcount.SupHeadCount"], [["CATER", 4]], file="c.xlsx"
    )
    for order in ([school, counts], [counts, school]):
        assembly = joined(*order)
        assert len(assembly.return_.message.of("school")) == 1
        found = assembly.return_.school
        assert found is not None
        assert (found.code("Estab"), len(found.of("headcount"))) == ("2999", 1)


# The sample school


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module", params=["planned by hand", "planned by the program"])
def sample(request: pytest.FixtureRequest, folder: Path) -> Assembly:
    if request.param == "planned by hand":
        plans = sample_plans(folder)
    else:
        plans = plan_tables(
            [table for path in sorted(folder.iterdir()) for table in read_source(path)], C, Recipe()
        ).plans
    assembly = assemble(plans, C, {})
    fill_defaults(assembly.return_, C, "S", "2999")
    return assembly


def same(kind: str, found: list[dict[str, str]], tags: set[str]) -> None:
    def counted(rows: list[dict[str, str]]) -> Counter[tuple[tuple[str, str], ...]]:
        return Counter(tuple(sorted((tag, text) for tag, text in row.items() if tag in tags)) for row in rows)

    wanted, got = counted(truth()[kind]), counted(found)
    assert sum(wanted.values()) > 0
    assert got - wanted == Counter()
    assert wanted - got == Counter()


PAY = {"Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary"}
"""What the reading of pay finds out, which is not done here."""


def sent_tags(kind: str) -> set[str]:
    return {field.tag for field in C.kinds[kind].fields.values() if field.sent}


def test_the_sample_school_comes_out_as_it_is(sample: Assembly) -> None:
    return_ = sample.return_
    same("staff", texts(return_.staff), sent_tags("staff") | {"PersonRef"})
    contracts = [contract for person in return_.staff for contract in person.of("contract")]
    whose = {"PersonRef": lambda record: record.person().code("PersonRef")}
    with_person = [
        {**row, "PersonRef": whose["PersonRef"](contract)}
        for row, contract in zip(texts(contracts), contracts, strict=True)
    ]
    same("contract", with_person, sent_tags("contract") - PAY | {"PersonRef", "ContractRef"})
    roles = [role for contract in contracts for role in contract.of("role")]
    of_contract = [
        {**row, "PersonRef": whose["PersonRef"](role), "ContractRef": (role.parent or role).code("ContractRef") or ""}
        for row, role in zip(texts(roles), roles, strict=True)
    ]
    same("role", of_contract, sent_tags("role") - PAY | {"Scale", "PersonRef", "ContractRef"})
    for kind in ("absence", "curriculum", "qualification"):
        records = [record for person in return_.staff for record in person.of(kind)]
        rows = [
            {**row, "PersonRef": whose["PersonRef"](record)}
            for row, record in zip(texts(records), records, strict=True)
        ]
        same(kind, rows, sent_tags(kind) | {"PersonRef"})
    school = return_.school
    assert school is not None
    same("school", [{**texts([school])[0], "LEA": return_.message.code("LEA") or ""}], sent_tags("school") | {"LEA"})
    same("vacancy", texts(school.of("vacancy")), sent_tags("vacancy"))
    same("headcount", texts(school.of("headcount")), sent_tags("headcount"))


def test_the_sample_school_needs_no_question_and_has_no_conflict(sample: Assembly) -> None:
    assert sample.questions == []
    assert sample.conflicts == []
    assert sample.problems == []
    assert settle_people(sample.return_, C, {}) == ([], [], [])
    assert missing_people(sample.return_, C, sample.as_at) == []


def test_the_repairs_of_the_sample_school_are_listed_with_their_places(sample: Assembly) -> None:
    kinds = Counter((repair.kind, repair.field) for repair in sample.repairs)
    assert {kind for kind, _ in kinds} == {
        "leading zero",
        "no end date",
        "number",
        "excel text",
        "teacher number",
        "NI number",
    }
    places = [(repair.source, repair.field) for repair in sample.repairs]
    assert len(set(places)) == len(places)
    assert all(repair.source.row and repair.before for repair in sample.repairs)

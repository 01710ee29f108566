"""The sample school: the same bytes each time, ugly in the ways real files are, and true to the worked pay records."""

import re
from collections import Counter
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from converters.sample.big import big_school
from converters.sample.school import write_sample
from converters.sample.truth import pay_cases, table, truth
from swf_desktop.workbook import put, save_book

NAMES = ["payroll 2013-11.xlsx", "HR list.csv", "absences.xlsx", "school.xlsx"]

PAY_CASES = {
    1: [("TE", "EW", "M6", "19120.80")],
    2: [("NJ", "", "", "9066.88")],
    3: [("TE", "LI", "M4", "31761.00")],
    4: [("LD", "LF", "L18", "58565.00")],
    5: [("AS", "EW", "AST7", "43957.00")],
    6: [("UT", "LO", "UQT3", "22914.00")],
    7: [("TE", "EW", "M6", "33368.00")],
    8: [("TU", "EW", "U2", "35802.00")],
    9: [("TE", "EW", "M5", "14766.50"), ("NJ", "", "", "4272.00")],
    10: [("TE", "LI", "M1", "27270.00")],
    11: [("TE", "EW", "", "30000.00")],
    12: [("", "", "", "")],
    13: [("NJ", "", "", "20919.77")],
    14: [("OT", "EW", "", "45000.00")],
    15: [("TU", "LO", "U1", "30380.00")],
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def payroll(files: list[Path]) -> Worksheet:
    return load_workbook(files[0]).worksheets[0]


def faulty(rule: str) -> set[str]:
    return {row["PersonRef"] for row in table("faults") if row["rule"] == rule}


def hr_lines(files: list[Path]) -> list[str]:
    return files[1].read_bytes().decode("cp1252").splitlines()


def test_the_same_bytes_each_time(files: list[Path], tmp_path: Path) -> None:
    again = write_sample(tmp_path / "new" / "folder")
    assert [path.name for path in again] == NAMES
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


# The truth


@pytest.mark.parametrize("case", PAY_CASES)
def test_the_worked_pay_records_are_there(case: int) -> None:
    contracts = {row["ContractRef"]: row for row in truth()["contract"]}
    found = [
        tuple(contracts[ref].get(tag, "") for tag in ("Scale", "RegionSpine", "SpinePoint", "BasePay"))
        for ref in pay_cases()[case]
    ]
    assert found == PAY_CASES[case]


def test_the_worked_pay_records_hold_their_other_facts() -> None:
    rows = truth()
    contracts = {row["ContractRef"]: row for row in rows["contract"]}
    of_case = {case: contracts[refs[0]] for case, refs in pay_cases().items()}
    people = {row["PersonRef"]: row for row in rows["staff"]}
    assert of_case[5]["Post"] == "AST"
    assert people[of_case[6]["PersonRef"]]["QTStatus"] == "false"
    assert of_case[7]["SafeguardedSalary"] == "true"
    payments = {row["ContractRef"]: row for row in rows["payment"]}
    assert payments[of_case[8]["ContractRef"]]["PaymentAmount"] == "2561.00"
    assert of_case[10]["ContractStart"] == "2013-11-04"
    assert (of_case[12]["ContractType"], of_case[12]["DailyRate"]) == ("SAG", "Y")
    assert of_case[14]["Post"] == "EXL"
    assert (of_case[2]["HoursPerWeek"], of_case[2]["FTEHours"], of_case[2]["WeeksPerYear"]) == ("25.00", "37.00", "39")


def test_payroll_figures_lead_to_the_truth() -> None:
    contracts = {row["ContractRef"]: row for row in table("contracts")}
    checked = 0
    for line in table("pay"):
        if line["Element"] != "Basic Pay":
            continue
        contract = contracts[line["ContractRef"]]
        rate, units = Decimal(line["Rate"]), Decimal(line["Units"])
        if line["Period"] == "M":
            annual = rate * 12
        elif line["Period"] == "W":
            annual = rate * Decimal("52.143")
        else:
            annual = rate * units * Decimal(contract["paid_weeks"])
            assert units == Decimal(contract["HoursPerWeek"])
        if contract["SafeguardedSalary"]:
            annual += 1500
        assert abs(annual - Decimal(contract["BasePay"])) <= Decimal("0.06"), line["ContractRef"]
        checked += 1
    assert checked > 35


def test_every_kind_of_record_and_contract_occurs() -> None:
    rows = truth()
    assert all(rows.values())
    assert 40 <= len(rows["staff"]) <= 50
    assert {row["ContractType"] for row in rows["contract"]} == {"PRM", "FXT", "TMP", "SAG", "SLA"}
    assert {"HDT", "DHT", "AHT", "TCH", "AST", "EXL", "TAS", "SUP"} == {row["Post"] for row in rows["contract"]}
    assert {"SENC", "HLTA", "MIDS", "CLNR", "CTKR", "BUSS"} <= {row["RoleIdentifier"] for row in rows["role"]}
    assert sum(1 for row in rows["role"] if "BasePay" in row) == 2
    names = " ".join(row["PersonFamilyName"] + " " + row["PersonGivenName"] for row in rows["staff"])
    assert all(name in names for name in ("Zoë", "O'Brien", "Øyelowo", "Jane|Anne"))
    assert sum(1 for row in rows["staff"] if row.get("TeacherNumber", "").startswith("0")) > 5


def test_ids_are_well_formed_and_used_once() -> None:
    staff = truth()["staff"]
    for tag, form in (
        ("TeacherNumber", r"(0[0-6]|3[5-9]|[4-9]\d)\d{5}"),
        ("NINumber", r"[A-Z]{2}\d{6}[A-D]"),
        ("PersonRef", r"01\d{4}|AG\d\d"),
    ):
        numbers = [row[tag] for row in staff if tag in row]
        assert all(re.fullmatch(form, number) for number in numbers), tag
        assert max(Counter(numbers).values()) == 1, tag


def test_the_tables_relate() -> None:
    rows = truth()
    people = {row["PersonRef"] for row in rows["staff"]}
    contracts = {row["ContractRef"] for row in rows["contract"]}
    for kind in ("contract", "absence", "curriculum", "qualification"):
        assert {row["PersonRef"] for row in rows[kind]} <= people, kind
    assert {row["PersonRef"] for row in rows["contract"]} == people
    assert {row["ContractRef"] for row in rows["role"]} == contracts
    assert {row["ContractRef"] for row in rows["payment"]} <= contracts


def test_the_truth_keeps_the_rules_that_join_fields() -> None:
    rows = truth()
    people = {row["PersonRef"]: row for row in rows["staff"]}
    roles: dict[str, set[str]] = {}
    share: Counter[str] = Counter()
    for role in rows["role"]:
        roles.setdefault(role["ContractRef"], set()).add(role["RoleIdentifier"])
        if "HoursPerWeek" in role:
            share[role["PersonRef"]] += Decimal(role["HoursPerWeek"]) / Decimal(role["FTEHours"])
    for contract in rows["contract"]:
        ref, post = contract["ContractRef"], contract["Post"]
        person = people[contract["PersonRef"]]
        assert "HDTR" in roles[ref] or post != "HDT", ref
        assert "HLTA" not in roles[ref] or person["HLTAStatus"] == "true", ref
        assert "TeacherNumber" in person or person.get("QTStatus") != "true", ref
        assert post == "SUP" or contract["SchoolArrivalDate"] <= contract["ContractStart"], ref
        assert (
            post == "SUP"
            or "Origin" in contract
            or contract["ContractStart"] <= "2012-08-31"
            or "DailyRate" in contract
        ), ref
        assert contract["ContractType"] != "FXT" or "ContractEnd" in contract, ref
        assert contract["ContractStart"] <= "2013-11-07", ref
        if contract.get("ContractEnd", "9") < "2013-11-07":
            assert post == "TAS" or "DestinationCode" in contract or contract["PersonRef"] in faulty("4385"), ref
            assert contract["ContractEnd"] >= "2012-09-01", ref
            assert "BasePay" not in contract, ref
        elif "HoursPerWeek" in contract:
            assert 24 <= Decimal(contract["FTEHours"]) <= 40, ref
            share[contract["PersonRef"]] += Decimal(contract["HoursPerWeek"]) / Decimal(contract["FTEHours"])
    assert max(share.values()) <= Decimal("1.2")
    for absence in rows["absence"]:
        assert "2012-09-01" <= absence["FirstDayOfAbsence"] <= absence["LastDayOfAbsence"] <= "2013-08-31"
        assert Decimal(absence["WorkingDaysLost"]) % Decimal("0.5") == 0


# The files


def test_the_payroll_report_has_two_heading_rows_on_each_page(payroll: Worksheet) -> None:
    tops = [row for row in range(1, payroll.max_row + 1) if payroll.cell(row, 1).value == "Pers.No."]
    assert tops[0] == 5
    assert len(tops) > 2
    for top in tops:
        merged = {str(block) for block in payroll.merged_cells.ranges if block.min_row == top}
        assert {f"A{top}:A{top + 1}", f"F{top}:G{top}", f"R{top}:V{top}"} <= merged
        assert [payroll.cell(top + 1, column).value for column in (6, 7, 18, 22)] == [
            "Start",
            "End",
            "Description",
            "Amount",
        ]
    pages = [payroll.cell(row, 20).value for row in range(1, payroll.max_row + 1)]
    assert [text for text in pages if str(text).startswith("Page")] == [
        f"Page {n} of {len(tops)}" for n in range(1, len(tops) + 1)
    ]


def test_the_payroll_report_has_totals_and_repeats_no_names(payroll: Worksheet) -> None:
    first_cells = [payroll.cell(row, 1).value for row in range(1, payroll.max_row + 1)]
    people = {row["PersonRef"] for row in table("contracts") if row["file"] == "payroll"}
    assert first_cells.count("Total") == len(people)
    assert first_cells.count("Grand Total") == 1
    names = [payroll.cell(row, 2).value for row in range(7, payroll.max_row + 1)]
    assert "SMITH, Jane A (Mrs)" in names
    assert sum(1 for name in names if name and name != "Employee") == sum(
        1 for row in table("contracts") if row["file"] == "payroll"
    )


def test_the_payroll_report_is_ugly(payroll: Worksheet) -> None:
    cells = [cell for row in payroll.iter_rows(min_row=7) for cell in row if cell.value is not None]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(cell.number_format == "0000000" and cell.value < 1_000_000 for cell in cells)
    assert any(cell.data_type == "e" and cell.value == "#N/A" for cell in cells)
    assert any(isinstance(cell.value, datetime) for cell in cells)
    for pattern in (r"£[\d,]+\.\d\d", r"\([\d,.]+\)", r"[\d.]+-", r"\d\d/\d\d/\d{4}", r".*\S +"):
        assert any(re.fullmatch(pattern, text) for text in texts), pattern
    assert "31/12/2099" in texts
    assert {"M", "W", "H", "A"} <= set(texts)


def test_the_hr_list_is_cp1252_and_has_what_such_lists_have(files: list[Path]) -> None:
    with pytest.raises(UnicodeDecodeError):
        files[1].read_text(encoding="utf-8")
    lines = hr_lines(files)
    assert lines[1].startswith("Pers.No.,Assign No,")
    assert len(lines) == 2 + sum(1 for row in table("contracts") if row["file"] != "agency")
    text = "\n".join(lines)
    for found in ("Zoë", "£450", '"=""0512305"""', "RP 00/12304", "Øyelowo", "31/12/2099", "JX 30 01 08 B"):
        assert found in text, found


def test_the_school_workbook_has_a_sheet_for_each_thing(files: list[Path]) -> None:
    book = load_workbook(files[3])
    assert book.sheetnames == [
        "Headcounts",
        "Third party",
        "Vacancies",
        "Qualifications",
        "Curriculum",
        "Role pay",
        "Agency",
    ]
    assert ("Occasional teachers with QTS", 2) in list(book["Headcounts"].iter_rows(values_only=True))
    agency = list(book["Agency"].iter_rows(values_only=True))
    assert "£163.43" in agency[3]
    assert book["Qualifications"].max_row == 1 + len(truth()["qualification"])


def test_the_absence_report_has_the_absences(files: list[Path]) -> None:
    sheet = load_workbook(files[2]).worksheets[0]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == len(truth()["absence"])
    assert {type(row[3]) for row in rows} == {datetime, str}
    assert sheet["A5"].number_format == "000000"


# Writing


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@sum", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(text: str, tmp_path: Path) -> None:
    book = Workbook()
    put(book.worksheets[0].cell(1, 1), text)
    cell = load_workbook(save_book(book, tmp_path / "x.xlsx")).worksheets[0]["A1"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "taken.xlsx"
    taken.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        save_book(Workbook(), taken)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]


# The big school


class Labels(dict[str, SimpleNamespace]):
    def __missing__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(label=name)


class Points(dict[tuple[str, str, str], SimpleNamespace]):
    def __missing__(self, key: tuple[str, str, str]) -> SimpleNamespace:
        return SimpleNamespace(annual=Decimal(30000))


FACTS = SimpleNamespace(fields=Labels(), pay_points=Points())


def test_the_big_school_has_two_contracts_and_four_absences_each(tmp_path: Path) -> None:
    book = load_workbook(big_school(tmp_path / "big.xlsx", 30, collection=FACTS))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Staff", 31), ("Contracts", 61), ("Absences", 121)]
    staff = list(book["Staff"].iter_rows(min_row=2, values_only=True))
    assert len({row[0] for row in staff}) == len({row[4] for row in staff}) == 30
    assert isinstance(staff[0][6], datetime)
    contracts = list(book["Contracts"].iter_rows(min_row=1, values_only=True))
    assert contracts[0][:3] == ("staff.PersonRef", "contract.ContractRef", "contract.ContractType")
    assert contracts[1][11] == 1500
    assert [row[15] for row in contracts[1:]].count("HDTR") == 1
    absences = list(book["Absences"].iter_rows(min_row=2, values_only=True))
    mine = [row for row in absences if row[0] == "000001"]
    assert len(mine) == 4
    assert all(one[2] < other[1] for one, other in pairwise(mine))


def test_the_big_school_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    def one(name: str, seed: int) -> bytes:
        return big_school(tmp_path / name, 12, seed, FACTS).read_bytes()

    assert one("a.xlsx", 1) == one("b.xlsx", 1)
    assert one("a.xlsx", 1) != one("c.xlsx", 2)

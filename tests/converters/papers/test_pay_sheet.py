"""The pay sheet: its formulas give the program's figures, in LibreOffice and by arithmetic of our own."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from converters.papers.pay_sheet import COLUMNS, HEAD_ROW, write_pay_sheet
from converters.payroll.apply import apply_pay
from converters.payroll.contract_pay import Payroll
from swf_desktop.record import Return
from swf_desktop.workspace.journal import Edit
from tests.converters.payroll.payroll_records import COLLECTION, contract, element, person, sample_school
from tests.converters.payroll.test_apply import ANNUAL_KEY, ASSISTANT, PART, TEACHER

D = Decimal
HEADS = [heading for heading, _ in COLUMNS]


def every_kind_of_row() -> Return:
    """Contracts that between them take every way through the formulas."""
    return_ = Return()
    half_year = {**ASSISTANT, "PaidWeeks": "44.5"}
    rows = [
        {**TEACHER, "SpinePoint": "M6"},
        {**PART, "SpinePoint": "M6", "MonthlyPay": "1593.40"},
        {**PART, "SpinePoint": "M6", "MonthlyPay": "1593.40", "SafeguardedAmount": "900"},
        {**PART, "SpinePoint": "M6", "BasePay": "20020.80", "SafeguardedAmount": "900"},
        {**PART, "SpinePoint": "M6", "SafeguardedAmount": "900"},
        {**PART, "SpinePoint": "M6", "AnnualSalary": "31868"},
        {**PART, "FullTimeSalary": "30000.01", "SafeguardedAmount": "100"},
        {**PART, "MonthlyPay": "1500.55"},
        {**half_year, "HourlyRate": "9.87", "HoursPerWeek": "37.00"},
        {**half_year, "HourlyRate": "8.15", "SafeguardedAmount": "120"},
        {**half_year, "AnnualSalary": "9067.01"},
        {**half_year, "AnnualSalary": "9067.01", "FTE": "0.5766"},
        {**ASSISTANT, "ActualSalary": "9067.01"},
        {**ASSISTANT, "WeeksPerYear": "52", "WeeklyPay": "401.23", "HoursPerWeek": "18.50"},
        {**ASSISTANT, "WeeksPerYear": "52", "FourWeeklyPay": "1466.83"},
        {"Post": "TCH", "Scale": "TE", "FTE": "0.58", "MonthlyPay": "1532.12"},
        {"Post": "TAS", "Scale": "NJ", "WeeksPerYear": "52", "FTE": "0.5", "FullTimeSalary": "15723.72"},
        {"Post": "TCH", "Scale": "TE", "SpinePoint": "M6"},
        {**TEACHER, "DailyRate": "Y", "DailyPay": "163.43"},
        {"Post": "TCH", "Scale": "TE"},
        {**PART, "MonthlyPay": "1234.56", "ContractRef": "by hand"},
    ]
    for number, values in enumerate(rows, 1):
        contract(person(return_, str(number)), None, **values)
    element(return_.staff[0].of("contract")[0], "TLR2", "A", "2561")
    return return_


def payrolls() -> dict[str, Payroll]:
    edits = [Edit("PersonRef:21/contract:1", "contract.BasePay", "15000.55", "=agreed with the head")]
    answers = {ANNUAL_KEY: "actual", "annual salary basis: AnnualSalary": "actual"}
    return {
        "sample": apply_pay(sample_school(), COLLECTION, lea="999"),
        "every kind": apply_pay(every_kind_of_row(), COLLECTION, lea="999", answers=answers, edits=edits),
        "full time": apply_pay(every_kind_of_row(), COLLECTION, lea="999", answers=answers, basis="fte", send="both"),
    }


@pytest.fixture(scope="module", params=["sample", "every kind", "full time"])
def written(request, tmp_path_factory) -> tuple[Payroll, Path]:
    payroll = payrolls()[request.param]
    path = tmp_path_factory.mktemp("pay") / "pay.xlsx"
    return payroll, write_pay_sheet(payroll, path, COLLECTION, title="Harbour Lane")


class Calculator:
    """Works out the few formulas that the sheet uses, in decimal arithmetic."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def value(self, cell: str):
        held = self.sheet[cell.replace("$", "")].value
        if isinstance(held, str) and held.startswith("="):
            return self.work_out(held[1:])
        return D(str(held)) if isinstance(held, int | float) else held

    def work_out(self, formula: str):
        names: dict[str, object] = {
            "ROUND": lambda number, places: number.quantize(D(1).scaleb(-int(places)), ROUND_HALF_UP),
            "SUM": lambda *numbers: sum((number for number in numbers if isinstance(number, Decimal)), D(0)),
            "IF": lambda test, yes, no: yes if test else no,
            "AND": lambda *tests: all(tests),
            "ABS": abs,
        }

        def block(match: re.Match[str]) -> str:
            column, first, last = match[1], int(match[2]), int(match[3])
            return ",".join(f"{column}{row}" for row in range(first, last + 1))

        python = re.sub(r"([A-Z]{1,2})(\d+):[A-Z]{1,2}(\d+)", block, formula)
        python = re.sub(r'(?<=[A-Z0-9])="', '=="', python)
        for index, cell in enumerate(dict.fromkeys(re.findall(r"\$?[A-Z]{1,2}\$?\d+", python))):
            names[f"cell_{index}_"] = self.value(cell)
            python = re.sub(rf"(?<![A-Z$]){re.escape(cell)}(?!\d)", f"cell_{index}_", python)
        python = re.sub(r'(?<![\w."])(\d+(?:\.\d+)?)(?![\w."])', r'D("\1")', python)
        return eval(python, {"__builtins__": {}, "D": D}, names)  # our own formulas only


def rows_of(payroll: Payroll) -> range:
    return range(HEAD_ROW + 1, HEAD_ROW + 1 + len(payroll.contracts))


def at(heading: str, row: int) -> str:
    index = HEADS.index(heading)
    letter = chr(65 + index) if index < 26 else "A" + chr(65 + index - 26)
    return f"{letter}{row}"


def test_formulas_give_the_programs_figures(written):
    payroll, path = written
    sheet = load_workbook(path)["Pay"]
    calculator = Calculator(sheet)
    live = 0
    for row, pay in zip(rows_of(payroll), payroll.contracts, strict=True):
        for heading, expected in (
            ("Base pay, actual", pay.result.actual),
            ("Base pay, full time", pay.result.full_time),
        ):
            held = sheet[at(heading, row)].value
            if expected is None:
                assert held is None
                continue
            assert str(held).startswith("=ROUND("), "a live formula, not a figure"
            assert calculator.value(at(heading, row)) == expected, (row, heading, held)
            live += 1
        if pay.result.actual is not None:
            assert calculator.value(at("Agrees", row)) == "yes"
        if "BasePay" in pay.sent and pay.result.on(payroll.basis) is not None:
            assert calculator.value(at("Base pay sent", row)) == D(pay.sent["BasePay"])
    assert live > 20
    total = calculator.value(at("Base pay, actual", HEAD_ROW + len(payroll.contracts) + 2))
    assert total == sum(pay.result.actual for pay in payroll.contracts if pay.result.actual is not None)


def test_libreoffice_shows_the_programs_figures(written, tmp_path):
    payroll, path = written
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    separated = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to",
            separated,
            "--outdir",
            str(tmp_path),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with (tmp_path / "pay.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    for row, pay in zip(rows_of(payroll), payroll.contracts, strict=True):
        shown = dict(zip(HEADS, lines[row - 1], strict=False))
        for heading, expected in (
            ("Base pay, actual", pay.result.actual),
            ("Base pay, full time", pay.result.full_time),
        ):
            text = shown[heading]
            assert (None if text == "" else D(text).quantize(D("0.01"), ROUND_HALF_UP)) == expected, (row, heading)
        assert shown["Agrees"] == ("" if pay.result.actual is None and pay.result.full_time is None else "yes")


def test_the_same_pay_gives_the_same_bytes(written, tmp_path):
    payroll, path = written
    again = write_pay_sheet(payroll, tmp_path / "again.xlsx", COLLECTION, title="Harbour Lane")
    assert again.read_bytes() == path.read_bytes()


def test_control_total_and_changes_by_hand(tmp_path):
    payroll = payrolls()["every kind"]
    path = write_pay_sheet(payroll, tmp_path / "pay.xlsx", COLLECTION, control_total=D("100000"))
    book = load_workbook(path)
    calculator = Calculator(book["Pay"])
    total = sum(pay.result.actual for pay in payroll.contracts if pay.result.actual is not None)
    last = HEAD_ROW + len(payroll.contracts)
    assert calculator.value(at("Base pay, actual", last + 4)) == total - D("100000")
    changed = book["Changed by hand"]
    assert [cell.value for cell in changed[2]][1:] == ["by hand", None, 15000.55, "=agreed with the head"]
    assert changed["E2"].data_type == "s", "a reason that begins as a formula stays text"
    assert changed.max_row == 2
    nothing = load_workbook(write_pay_sheet(payrolls()["sample"], tmp_path / "none.xlsx", COLLECTION))
    assert nothing["Changed by hand"]["A2"].value == "Nothing was changed by hand."


def test_text_never_becomes_a_formula(tmp_path):
    return_ = Return()
    contract(person(return_, "1"), None, **TEACHER, ContractRef='=HYPERLINK("x")', SpinePoint="M6")
    sheet = load_workbook(write_pay_sheet(apply_pay(return_, COLLECTION, lea="999"), tmp_path / "p.xlsx", COLLECTION))[
        "Pay"
    ]
    cell = sheet[at("Contract", HEAD_ROW + 1)]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')


def test_an_empty_payroll_still_makes_a_sheet(tmp_path):
    path = write_pay_sheet(Payroll(), tmp_path / "pay.xlsx", COLLECTION)
    assert load_workbook(path)["Questions"]["A2"].value == "No question is open."

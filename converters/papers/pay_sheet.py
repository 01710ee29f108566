"""The pay sheet: a workbook with one row for each contract, whose figures are live formulas that a bursar can check.

A row takes the source's figure, says what makes a year of it, and works out actual and full-time pay by formula.
Beside them stand the program's own figures and whether the two agree. Totals can be compared with payroll's control
total.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from swf_desktop.collection import Collection
from swf_desktop.pay.figures import FULL_YEAR_WEEKS, plain
from swf_desktop.record import column_letter
from swf_desktop.workbook import put, save_book

if TYPE_CHECKING:
    from converters.payroll.contract_pay import ContractPay, Payroll

COLUMNS: Final = (
    ("Person", 28),
    ("Contract", 14),
    ("Role", 7),
    ("Method", 22),
    ("Source figure", 13),
    ("Figure is for", 11),
    ("Times a year", 12),
    ("Hours a week", 9),
    ("Full-time hours", 9),
    ("Paid weeks", 9),
    ("Share of full time", 10),
    ("Scale", 7),
    ("Region", 7),
    ("Point", 7),
    ("Table figure, full time", 12),
    ("Point's figure taken", 9),
    ("Safeguarded sum", 12),
    ("Base pay, actual", 13),
    ("Base pay, full time", 13),
    ("More than the point", 12),
    ("Base pay sent", 13),
    ("Point sent", 8),
    ("Additional payments", 26),
    ("Program: actual", 13),
    ("Program: full time", 13),
    ("Agrees", 8),
    ("Table", 28),
    ("Doubts", 60),
    ("Working", 90),
)
"""Headings and widths of the sheet `Pay`, from the left."""

_LETTER: Final = {heading: column_letter(index) for index, (heading, _) in enumerate(COLUMNS)}
_NUMBER: Final = {heading: index for index, (heading, _) in enumerate(COLUMNS, 1)}
HEAD_ROW: Final = 5
MONEY: Final = "#,##0.00"
_BOLD: Final = Font(bold=True)
_HEAD: Final = PatternFill("solid", fgColor="D9E1F2")
_LOUD: Final = PatternFill("solid", bgColor="F8CBAD")


def write_pay_sheet(
    payroll: Payroll,
    path: Path,
    collection: Collection,
    *,
    title: str = "",
    control_total: Decimal | None = None,
) -> Path:
    """Write the pay sheet, whole or not at all; the same pay gives the same bytes.

    title: the school's name, if known. control_total: payroll's own total of actual base pay, to compare with;
    without it the cell waits to be filled in. Raises OSError.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Pay"
    heading = f"Base pay on {collection.reference_date:%d/%m/%Y}"
    put(sheet.cell(1, 1), f"{title} - {heading}" if title else heading).font = Font(bold=True, size=14)
    basis = "for the hours worked" if payroll.basis == "actual" else "for full time"
    sent = {"base": "base pay", "point": "the spine point where it says the pay", "both": "base pay and spine point"}
    put(sheet.cell(2, 1), f"Sent: {sent[payroll.send]}; base pay {basis}. Figures in pounds a year. Formulas are live.")
    put(sheet.cell(3, 1), "Weeks in a full year")
    put(sheet.cell(3, 5), float(FULL_YEAR_WEEKS))
    _heads(sheet)
    for number, pay in enumerate(payroll.contracts, HEAD_ROW + 1):
        _Row(sheet, number, pay, payroll.basis).write()
    last = HEAD_ROW + len(payroll.contracts)
    _totals(sheet, last, control_total)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    if payroll.contracts:
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{column_letter(len(COLUMNS) - 1)}{last}"
        agrees = _LETTER["Agrees"]
        loud = Rule("expression", dxf=DifferentialStyle(fill=_LOUD), formula=[f'{agrees}{HEAD_ROW + 1}="no"'])
        sheet.conditional_formatting.add(f"{agrees}{HEAD_ROW + 1}:{agrees}{last}", loud)
    _by_hand(book.create_sheet("Changed by hand"), payroll)
    _open(book.create_sheet("Questions"), payroll)
    return save_book(book, path)


def _heads(sheet: Worksheet) -> None:
    for column, (heading, width) in enumerate(COLUMNS, 1):
        cell = put(sheet.cell(HEAD_ROW, column), heading)
        cell.font, cell.fill = _BOLD, _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[column_letter(column - 1)].width = width


class _Row:
    """Writes the row of one contract."""

    def __init__(self, sheet: Worksheet, row: int, pay: ContractPay, basis: str) -> None:
        self.sheet = sheet
        self.row = row
        self.pay = pay
        self.basis = basis

    def write(self) -> None:
        pay, result, figures = self.pay, self.pay.result, self.pay.figures
        self._put("Person", pay.person)
        self._put("Contract", pay.reference)
        self._put("Role", pay.role)
        self._put("Method", result.method)
        self._money("Source figure", figures.by_hand if pay.by_hand else result.figure)
        self._put(
            "Figure is for", "hours worked" if pay.by_hand or result.reading == "actual" else result.reading or None
        )
        self._times()
        for heading, number in (
            ("Hours a week", figures.hours),
            ("Full-time hours", figures.fte_hours),
            ("Paid weeks", figures.paid_weeks),
        ):
            self._put(heading, None if number is None else float(number))
        self._share()
        self._put("Scale", result.scale)
        self._put("Region", result.region)
        self._put("Point", result.point)
        self._money("Table figure, full time", result.point_annual)
        self._put("Point's figure taken", "yes" if result.snapped or result.method == "spine point" else None)
        self._money("Safeguarded sum", result.safeguarded)
        self._formula("Base pay, actual", self._actual())
        self._formula("Base pay, full time", self._full_time())
        self._compare()
        self._put("Table", result.table or None)
        self._put("Doubts", "\n".join(pay.doubts) or None, wrap=True)
        self._put("Working", "\n".join(pay.steps) or None, wrap=True)

    # --- cells -------------------------------------------------------------------------------------------------------

    def _cell(self, heading: str) -> Cell:
        cell = self.sheet.cell(self.row, _NUMBER[heading])
        assert isinstance(cell, Cell)  # noqa: S101 - for the type checker: this sheet has no merged cells
        return cell

    def _put(self, heading: str, value: str | float | None, *, wrap: bool = False) -> None:
        if value is not None:
            put(self._cell(heading), value).alignment = Alignment(wrap_text=wrap, vertical="top")

    def _money(self, heading: str, amount: Decimal | None) -> None:
        if amount is not None:
            put(self._cell(heading), float(amount)).number_format = MONEY

    def _formula(self, heading: str, formula: str | None, form: str = MONEY) -> None:
        """Write a formula of ours; nothing of the source's text ever becomes part of one."""
        if formula is not None:
            cell = self._cell(heading)
            cell.value = f"={formula}"
            cell.number_format = form

    def _at(self, heading: str) -> str:
        return f"{_LETTER[heading]}{self.row}"

    # --- formulas ----------------------------------------------------------------------------------------------------

    def _times(self) -> None:
        result, figures = self.pay.result, self.pay.figures
        if result.multiplier is None:
            return
        if result.kind == "hourly" and result.multiplier != 12:
            weeks = self._at("Paid weeks") if figures.paid_weeks else "$E$3"
            self._formula("Times a year", f"{self._at('Hours a week')}*{weeks}", "0.000##")
        else:
            self._put("Times a year", float(result.multiplier))

    def _share(self) -> None:
        share, figures = self.pay.result.share, self.pay.figures
        if share is None:
            return
        by_hours = bool(figures.hours and figures.fte_hours)
        weeks = f"*{self._at('Paid weeks')}/$E$3" if share.formula.endswith(f"/ {FULL_YEAR_WEEKS}") else ""
        if by_hours:
            self._formula(
                "Share of full time", f"{self._at('Hours a week')}/{self._at('Full-time hours')}{weeks}", "0.0000"
            )
        elif figures.share is not None:
            self._formula("Share of full time", f"{plain(figures.share)}{weeks}", "0.0000")

    def _plus_safeguarded(self) -> str:
        return f"+{self._at('Safeguarded sum')}" if self.pay.result.safeguarded is not None else ""

    def _actual(self) -> str | None:
        """Return the formula of a year's pay for the hours worked."""
        result = self.pay.result
        if result.actual is None:
            return None
        figure, share = self._at("Source figure"), self._at("Share of full time")
        if self.pay.by_hand:
            return f"ROUND({figure},2)"
        if result.snapped or result.method == "spine point":
            return f"ROUND({self._at('Table figure, full time')}*{share}{self._plus_safeguarded()},2)"
        year = f"{figure}*{self._at('Times a year')}"
        if result.reading == "full-time":
            year += f"*{share}"
        return f"ROUND({year}{'' if result.safeguarded_included else self._plus_safeguarded()},2)"

    def _full_time(self) -> str | None:
        """Return the formula of a full-time year's pay."""
        result, figures = self.pay.result, self.pay.figures
        if result.full_time is None:
            return None
        figure, share, times = self._at("Source figure"), self._at("Share of full time"), self._at("Times a year")
        safeguarded = f"{self._plus_safeguarded()}/{share}" if result.safeguarded is not None else ""
        if result.full_time_of_table or result.method == "point only":
            return f"ROUND({self._at('Table figure, full time')}{safeguarded if result.full_time_of_table else ''},2)"
        if self.pay.by_hand:
            return f"ROUND({figure}/{share},2)"
        if result.kind == "hourly" and figures.fte_hours and not result.safeguarded_included:
            return f"ROUND({figure}*{self._at('Full-time hours')}*$E$3{safeguarded},2)"
        if result.reading == "full-time":
            return f"ROUND({figure}*{times}{'' if result.safeguarded_included else safeguarded},2)"
        included = "" if result.safeguarded_included else self._plus_safeguarded()
        return f"ROUND(({figure}*{times}{included})/{share},2)"

    def _compare(self) -> None:
        """Compare with the point, and with the program's own figures; say what is sent."""
        pay, result = self.pay, self.pay.result
        actual, full_time = self._at("Base pay, actual"), self._at("Base pay, full time")
        if result.actual is not None and result.point_annual is not None and result.share is not None:
            less = f"-{self._at('Safeguarded sum')}" if result.safeguarded is not None else ""
            point = f"ROUND({self._at('Table figure, full time')}*{self._at('Share of full time')},2)"
            self._formula("More than the point", f"{actual}{less}-{point}")
        if "BasePay" in pay.sent and result.on(self.basis) is not None:
            self._formula("Base pay sent", actual if self.basis == "actual" else full_time)
        elif "BasePay" in pay.sent:
            self._put("Base pay sent", pay.sent["BasePay"])
        self._put("Point sent", pay.sent.get("SpinePoint"))
        payments = "; ".join(f"{kind} {amount:.2f} ({name})" for kind, name, amount in pay.payments)
        self._put("Additional payments", payments or None)
        self._money("Program: actual", result.actual)
        self._money("Program: full time", result.full_time)
        tests = [
            f"ABS({formula}-{self._at(program)})<0.005"
            for formula, program, known in (
                (actual, "Program: actual", result.actual),
                (full_time, "Program: full time", result.full_time),
            )
            if known is not None
        ]
        if tests:
            self._formula("Agrees", f'IF(AND({",".join(tests)}),"yes","no")', "General")


def _totals(sheet: Worksheet, last: int, control_total: Decimal | None) -> None:
    """Write totals of the money columns, and the comparison with payroll's own total."""
    total, control = last + 2, last + 3
    put(sheet.cell(total, 1), "Total").font = _BOLD
    for heading in ("Safeguarded sum", "Base pay, actual", "Base pay, full time", "Base pay sent", "Program: actual"):
        cell = sheet.cell(total, _NUMBER[heading])
        letter = _LETTER[heading]
        cell.value = f"=SUM({letter}{HEAD_ROW + 1}:{letter}{last})" if last > HEAD_ROW else 0
        cell.number_format, cell.font = MONEY, _BOLD
    actual = _LETTER["Base pay, actual"]
    put(sheet.cell(control, 1), "Payroll's control total of actual base pay (fill in)")
    entry = sheet.cell(control, _NUMBER["Base pay, actual"])
    if control_total is not None:
        put(entry, float(control_total))
    entry.number_format = MONEY
    put(sheet.cell(control + 1, 1), "Difference from the control total")
    difference = sheet.cell(control + 1, _NUMBER["Base pay, actual"])
    difference.value = f'=IF({actual}{control}="","",ROUND({actual}{total}-{actual}{control},2))'
    difference.number_format = MONEY


def _by_hand(sheet: Worksheet, payroll: Payroll) -> None:
    """List what a user decided, with the reason."""
    headings = (("Person", 30), ("Contract", 16), ("Role", 8), ("Base pay by hand", 16), ("Reason", 80))
    _list_heads(sheet, headings)
    changed = [pay for pay in payroll.contracts if pay.by_hand]
    for row, pay in enumerate(changed, 2):
        put(sheet.cell(row, 1), pay.person)
        put(sheet.cell(row, 2), pay.reference)
        put(sheet.cell(row, 3), pay.role)
        amount = pay.figures.by_hand
        put(sheet.cell(row, 4), None if amount is None else float(amount)).number_format = MONEY
        put(sheet.cell(row, 5), pay.figures.by_hand_reason or "no reason given")
    if not changed:
        put(sheet.cell(2, 1), "Nothing was changed by hand.")


def _open(sheet: Worksheet, payroll: Payroll) -> None:
    """List the open questions and what was found about the file as a whole."""
    _list_heads(
        sheet, (("Question", 100), ("Answers", 60), ("Contracts", 10), ("Where the recipe keeps the answer", 60))
    )
    row = 2
    for question in payroll.questions:
        put(sheet.cell(row, 1), question.text)
        put(sheet.cell(row, 2), "; ".join(answer for answer, _ in question.choices))
        put(sheet.cell(row, 3), question.count)
        put(sheet.cell(row, 4), question.key)
        row += 1
    if not payroll.questions:
        put(sheet.cell(row, 1), "No question is open.")
        row += 1
    for note in payroll.notes:
        row += 1
        put(sheet.cell(row, 1), note)


def _list_heads(sheet: Worksheet, headings: tuple[tuple[str, int], ...]) -> None:
    for column, (heading, width) in enumerate(headings, 1):
        cell = put(sheet.cell(1, column), heading)
        cell.font, cell.fill = _BOLD, _HEAD
        sheet.column_dimensions[column_letter(column - 1)].width = width

"""The sample school's payroll report: pay elements in rows, totals, two-row headings, page breaks, lost zeros."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from converters.sample.truth import Row, by_ref, payroll_name, table, uk_date, word
from swf_desktop.record import column_letter
from swf_desktop.workbook import put, save_book

SINGLE = (
    "Pers.No.",
    "Employee",
    "Assign No",
    "Job Title",
    "Cont Type",
    ("Occupancy", "Start"),
    ("Occupancy", "End"),
    "Cont Hrs",
    "FT Hrs",
    "Weeks/Yr",
    "Paid Wks",
    "Grade",
    "Spt",
    "Pay Region",
    "DfE No",
    "CFR",
    "Cost Centre",
    ("Element", "Description"),
    ("Element", "Freq"),
    ("Element", "Rate"),
    ("Element", "Units"),
    ("Element", "Amount"),
)
"""The headings from the left: over both rows, or (over several columns, under it)."""

WIDTHS = (10, 30, 11, 30, 12, 12, 12, 9, 8, 9, 9, 24, 9, 14, 10, 6, 12, 28, 6, 11, 8, 12)
ROWS_ON_A_PAGE = 48
TEACHING_POSTS = ("HDT", "DHT", "AHT", "TCH", "AST", "EXL")
PENCE = Decimal("0.01")
NO_END = "31/12/2099"

_BOLD = Font(bold=True)
_SHADED = PatternFill("solid", fgColor="D9E1F2")
_LINE = Border(top=Side("thin"))


def write_payroll(path: Path) -> Path:
    """Write the payroll bureau's report of pay elements in force at 30 November 2013."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Period 8"
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[column_letter(column - 1)].width = width
    put(sheet.cell(1, 1), "*** NORTHBRIDGE PAYROLL SERVICES ***").font = Font(bold=True, size=14)
    put(sheet.cell(2, 1), "Harbour Lane Primary School (999/2999)")
    put(sheet.cell(3, 1), "Pay elements in force - Period 8, as at 30/11/2013")
    report = _Report(sheet, 5)
    report.write()
    for number, row in enumerate([3, *report.page_rows], 1):
        put(sheet.cell(row, 20), f"Page {number} of {len(report.page_rows) + 1}")
    return save_book(book, path)


class _Report:
    """Writes the body of the report downwards, keeping the row it has come to."""

    def __init__(self, sheet: Worksheet, row: int) -> None:
        self.sheet = sheet
        self.row = row
        self.page_start = row
        self.page_rows: list[int] = []
        self.grand_total = Decimal(0)
        self.turn = 0

    def write(self) -> None:
        people = {row["PersonRef"]: row for row in table("staff")}
        contracts = by_ref((row for row in table("contracts") if row["file"] == "payroll"), "PersonRef")
        lines = by_ref(table("pay"), "ContractRef")
        self._heading()
        for reference, assignments in contracts.items():
            if self.row - self.page_start > ROWS_ON_A_PAGE:
                self._page_break()
            self._person(people[reference], assignments, lines)
        self.row += 1
        put(self.sheet.cell(self.row, 1), "Grand Total").font = _BOLD
        self._amount(22, self.grand_total).font = _BOLD
        put(self.sheet.cell(self.row + 2, 1), "*** End of report ***")

    def _heading(self) -> None:
        sheet, top = self.sheet, self.row
        start = 1
        for column, heading in enumerate(SINGLE, 1):
            if isinstance(heading, str):
                put(sheet.cell(top, column), heading)
                sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
                continue
            over, under = heading
            put(sheet.cell(top + 1, column), under)
            if sheet.cell(top, start).value != over or column == 1:
                start = column
                put(sheet.cell(top, column), over).alignment = Alignment(horizontal="center")
            if column == len(SINGLE) or SINGLE[column][0] != over:
                sheet.merge_cells(start_row=top, end_row=top, start_column=start, end_column=column)
        for row in sheet.iter_rows(min_row=top, max_row=top + 1, max_col=len(SINGLE)):
            for cell in row:
                cell.font, cell.fill = _BOLD, _SHADED
        self.row += 2

    def _page_break(self) -> None:
        self.row += 1
        self.page_rows.append(self.row)
        put(self.sheet.cell(self.row, 1), "Harbour Lane Primary School (999/2999)")
        self.row += 2
        self.page_start = self.row
        self._heading()

    def _person(self, person: Row, assignments: list[Row], lines: dict[str, list[Row]]) -> None:
        total = Decimal(0)
        for contract in assignments:
            self._assignment(person, contract)
            for line in lines[contract["ContractRef"]]:
                total += self._element(line)
        put(self.sheet.cell(self.row, 1), "Total").font = _BOLD
        cell = self._amount(22, total)
        cell.font, cell.border = _BOLD, _LINE
        self.grand_total += total
        self.row += 2

    def _assignment(self, person: Row, contract: Row) -> None:
        """Write what stands on the first row of an assignment only."""
        self.turn += 1
        turn, teaching = self.turn, contract["Post"] in TEACHING_POSTS
        self._number(1, person["PersonRef"], "000000")
        self._text(2, payroll_name(person))
        self._text(3, contract["ContractRef"])
        self._text(4, contract["job_title"] + ("  " if turn % 6 == 0 else ""))
        self._text(5, word("contract.ContractType", contract["ContractType"], turn))
        self._date(6, contract["ContractStart"], as_text=turn % 3 == 0)
        if contract["ContractEnd"]:
            self._date(7, contract["ContractEnd"], as_text=turn % 2 == 0)
        elif contract["ContractType"] == "PRM" and turn % 5 == 0:
            self._text(7, NO_END)
        for column, tag in ((8, "HoursPerWeek"), (9, "FTEHours"), (10, "WeeksPerYear"), (11, "paid_weeks")):
            if contract[tag]:
                put(
                    self.sheet.cell(self.row, column),
                    float(contract[tag]) if tag != "WeeksPerYear" else int(contract[tag]),
                )
        self._text(12, contract["as_scale"])
        self._text(13, contract["as_point"] + (" " if turn % 7 == 0 else ""))
        self._text(14, contract["as_region"])
        if person["TeacherNumber"]:
            self._number(15, person["TeacherNumber"], "0000000")
        self._text(16, "E01" if teaching else "E03" if contract["Post"] == "TAS" else "E05")
        self._text(17, "#N/A" if turn % 17 == 0 else f"HL{1 if teaching else 2}-40{turn % 4}")
        if turn % 17 == 0:
            self.sheet.cell(self.row, 17).data_type = "e"

    def _element(self, line: Row) -> Decimal:
        """Write one pay element and return its amount in pounds."""
        rate, units = Decimal(line["Rate"]), Decimal(line["Units"])
        amount = (rate * units).quantize(PENCE, ROUND_HALF_UP)
        self._text(18, line["Element"])
        self._text(19, line["Period"])
        if self.row % 9 == 0 and rate > 0:
            self._text(20, f"£{rate:,.2f}")
        else:
            self._amount(20, rate)
        put(self.sheet.cell(self.row, 21), float(units)).number_format = "0.00"
        if amount < 0 and self.row % 2 == 0:
            self._text(22, f"({-amount:,.2f})")
        elif amount < 0:
            self._text(22, f"{-amount:.2f}-")
        else:
            self._amount(22, amount)
        self.row += 1
        return amount

    def _text(self, column: int, text: str) -> None:
        if text:
            put(self.sheet.cell(self.row, column), text)

    def _number(self, column: int, digits: str, form: str) -> None:
        """Write an identifier as payroll systems do: a number that only its format shows with the leading zeros."""
        put(self.sheet.cell(self.row, column), int(digits)).number_format = form

    def _amount(self, column: int, amount: Decimal) -> Cell:
        cell = put(self.sheet.cell(self.row, column), float(amount))
        cell.number_format = "#,##0.00"
        return cell

    def _date(self, column: int, iso: str, *, as_text: bool) -> None:
        if as_text:
            self._text(column, uk_date(iso))
        else:
            put(self.sheet.cell(self.row, column), date.fromisoformat(iso)).number_format = "DD/MM/YYYY"

"""A school of any size for measuring: three related sheets, written fast, with nothing to ask and little to find."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from swf_desktop.collection import Collection
from swf_desktop.files.writing import whole
from swf_desktop.record import column_letter
from swf_desktop.workbook import fixed_entry

STAFF_FIELDS = (
    "staff.PersonRef",
    "staff.TeacherNumber",
    "staff.PersonFamilyName",
    "staff.PersonGivenName",
    "staff.NINumber",
    "staff.GenderCurrent",
    "staff.PersonBirthDate",
    "staff.Ethnicity",
    "staff.Disability",
    "staff.QTStatus",
    "staff.HLTAStatus",
)
CONTRACT_FIELDS = (
    "staff.PersonRef",
    "contract.ContractRef",
    "contract.ContractType",
    "contract.ContractStart",
    "contract.ContractEnd",
    "contract.Post",
    "contract.SchoolArrivalDate",
    "contract.DailyRate",
    "contract.Scale",
    "contract.RegionSpine",
    "contract.SpinePoint",
    "contract.MonthlyPay",
    "contract.HoursPerWeek",
    "contract.FTEHours",
    "contract.WeeksPerYear",
    "role.RoleIdentifier",
)
ABSENCE_FIELDS = (
    "staff.PersonRef",
    "absence.FirstDayOfAbsence",
    "absence.LastDayOfAbsence",
    "absence.WorkingDaysLost",
    "absence.AbsenceCategory",
)

FAMILY = (
    *(
        "Adams",
        "Bailey",
        "Carr",
        "Davies",
        "Evans",
        "Fox",
        "Gill",
        "Hussain",
        "Iqbal",
        "Jones",
        "Kaur",
        "Lowe",
        "Mills",
        "Nash",
        "Oakley",
    ),
    *(
        "Price",
        "Quinn",
        "Reid",
        "Shah",
        "Taylor",
        "Upton",
        "Vaughan",
        "Walsh",
        "Young",
        "Zaman",
        "O'Neill",
        "Marsh-Lee",
        "Begum",
        "Clarke",
    ),
)
GIVEN = (
    *(
        "Amy",
        "Ben",
        "Cara",
        "Dev",
        "Ella",
        "Finn",
        "Gita",
        "Hal",
        "Ines",
        "Jack",
        "Kim",
        "Leo",
        "Mia",
        "Noah",
        "Olga",
        "Paul",
        "Rosa",
    ),
    *("Sam", "Tess", "Uma", "Vik", "Wendy", "Zoë"),
)
NI_PREFIXES = ("AB", "JX", "CE", "PW", "SR", "LM", "HK", "WZ")
TEACHER_POINTS = tuple(("TE", f"M{point}") for point in range(1, 7)) + tuple(
    ("TU", f"U{point}") for point in range(1, 4)
)
SUPPORT = (("TAS", "TASS", Decimal(25), Decimal("742.18")), ("SUP", "MIDA", Decimal(5), Decimal("139.40")))
"""Post, role, hours per week and monthly pay of the two contracts of those who are not teachers."""
FULL_WEEK = {"teacher": Decimal("32.5"), "support": Decimal(37)}
MONTHS_APART = ((9, 10), (12, 1), (3, 4), (6, 7))
"""The months in which the four absences of a person begin, so that they never overlap."""

_DAY_0 = date(1899, 12, 30).toordinal()
_DATE, _TWO_PLACES = 1, 2
_CHUNK = 2000


class Styled(NamedTuple):
    """A number as the sheet stores it, with the index of its style."""

    number: str
    style: int


Cell = str | int | Styled | None
"""Text, a whole number, a styled number, or nothing."""


def big_school(path: Path, staff: int, seed: int = 1, collection: Collection | None = None) -> Path:
    """Write a workbook of `staff` people with two contracts and four absences each; a seed gives the same bytes.

    The headings are the labels of the catalogue. Everybody passes the rules of 2013. Raises OSError.
    """
    collection = collection or Collection.load(2013)
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    book = _Book(path)
    try:
        with whole(path) as file, zipfile.ZipFile(file, "w") as archive:
            book.archive = archive
            book.sheet("Staff", _headings(collection, STAFF_FIELDS), _staff(staff, chance))
            book.sheet("Contracts", _headings(collection, CONTRACT_FIELDS), _contracts(staff, chance, collection))
            book.sheet("Absences", _headings(collection, ABSENCE_FIELDS), _absences(staff, chance))
            book.close()
    finally:
        book.part.unlink(missing_ok=True)
    return path


def _headings(collection: Collection, fields: Iterable[str]) -> list[str]:
    return [collection.fields[name].label for name in fields]


def _is_teacher(index: int) -> bool:
    """Two of three are teachers; the first is the head."""
    return index % 3 != 2


def _serial(day: date) -> Styled:
    return Styled(str(day.toordinal() - _DAY_0), _DATE)


def _two(amount: Decimal) -> Styled:
    return Styled(str(amount), _TWO_PLACES)


def _staff(count: int, chance: random.Random) -> Iterator[list[Cell]]:
    youngest, days = date(1950, 1, 1), 40 * 365
    for index in range(count):
        teacher = _is_teacher(index)
        yield [
            f"{index + 1:06d}",
            f"{3_500_000 + index:07d}" if teacher else None,
            chance.choice(FAMILY),
            chance.choice(GIVEN),
            f"{NI_PREFIXES[index % 8]}{100_000 + index:06d}{'ABCD'[index % 4]}",
            str(1 + index % 2),
            _serial(date.fromordinal(youngest.toordinal() + chance.randrange(days))),
            chance.choice(("WBRI", "WBRI", "WBRI", "WIRI", "AIND", "APKN", "BCRB", "REFU")),
            "NO" if index % 25 else "YES",
            "true" if teacher else "false",
            "false",
        ]


def _contracts(count: int, chance: random.Random, collection: Collection) -> Iterator[list[Cell]]:
    for index in range(count):
        ref = f"{index + 1:06d}"
        start = date(2000 + chance.randrange(12), 9, 1)
        if _is_teacher(index):
            scale, point = chance.choice(TEACHER_POINTS)
            main = ("HDT", "HDTR", "LD", "L18") if index == 0 else ("TCH", "TCHR", scale, point)
            parts = [(*main, Decimal("19.5")), ("TCH", "TCHR", scale, point, Decimal(13))]
            for number, (post, role, part_scale, part_point, hours) in enumerate(parts, 1):
                annual = collection.pay_points[part_scale, "EW", part_point].annual
                monthly = (annual * hours / FULL_WEEK["teacher"] / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
                fixed = number == 2 and index % 10 == 0
                yield [
                    *(
                        ref,
                        f"{ref}-{number}",
                        "FXT" if fixed else "PRM",
                        _serial(start),
                        _serial(date(2014, 8, 31)) if fixed else None,
                    ),
                    *(post, _serial(start), "N", part_scale, "EW", part_point, _two(monthly)),
                    *(_two(hours), _two(FULL_WEEK["teacher"]), 52, role),
                ]
        else:
            for number, (post, role, week, pay) in enumerate(SUPPORT, 1):
                yield [
                    *(ref, f"{ref}-{number}", "PRM", _serial(start), None, post, _serial(start), "N", "NJ", None, None),
                    *(_two(pay), _two(week), _two(FULL_WEEK["support"]), 39, role),
                ]


def _absences(count: int, chance: random.Random) -> Iterator[list[Cell]]:
    for index in range(count):
        ref = f"{index + 1:06d}"
        for month in MONTHS_APART:
            begins = chance.choice(month)
            first = date(2012 if begins >= 9 else 2013, begins, 1 + chance.randrange(18))
            # It begins on a working day, and weekends within are no days lost: else they would be asked about.
            first = date.fromordinal(first.toordinal() + (0, 0, 0, 0, 0, 2, 1)[first.weekday()])
            length = chance.choice((1, 1, 1, 2, 3, 5))
            days = [date.fromordinal(first.toordinal() + day) for day in range(length)]
            working = sum(day.weekday() < 5 for day in days)
            lost = Decimal(working) - (Decimal("0.5") if chance.random() < 0.2 else 0)
            last = days[-1]
            yield [
                ref,
                _serial(first),
                _serial(last),
                Styled(f"{lost:.1f}", 0),
                chance.choice(("SIC", "SIC", "SIC", "TRN", "OTH", "UNP")),
            ]


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f"{_HEAD}<styleSheet {_MAIN}>"
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class _Book:
    """Writes an .xlsx part by part as text: an object for each of some millions of cells would take minutes."""

    def __init__(self, path: Path) -> None:
        self.part = path.with_name(path.name + ".part")
        self.archive: zipfile.ZipFile
        self.names: list[str] = []
        self.shared: dict[str, int] = {}

    def sheet(self, name: str, headings: list[str], rows: Iterable[list[Cell]]) -> None:
        """Write one sheet: a row of headings, then the rows."""
        self.names.append(name)
        letters = [column_letter(index) for index in range(len(headings))]
        with self.archive.open(fixed_entry(f"xl/worksheets/sheet{len(self.names)}.xml"), "w", force_zip64=True) as out:
            out.write(f"{_HEAD}<worksheet {_MAIN}><sheetData>{self._row(1, letters, headings)}".encode())
            lines = []
            for number, row in enumerate(rows, 2):
                lines.append(self._row(number, letters, row))
                if len(lines) == _CHUNK:
                    out.write("".join(lines).encode())
                    lines.clear()
            out.write(f"{''.join(lines)}</sheetData></worksheet>".encode())

    def _row(self, number: int, letters: list[str], cells: Iterable[Cell]) -> str:
        shared = self.shared
        parts = []
        for letter, cell in zip(letters, cells, strict=True):
            if cell is None:
                continue
            if isinstance(cell, str):
                parts.append(f'<c r="{letter}{number}" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>')
            elif isinstance(cell, int):
                parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
            else:
                parts.append(f'<c r="{letter}{number}" s="{cell.style}"><v>{cell.number}</v></c>')
        return f'<row r="{number}">{"".join(parts)}</row>'

    def close(self) -> None:
        """Write the parts that hold the sheets together."""
        numbers = range(1, len(self.names) + 1)
        strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in self.shared)
        self._write("xl/sharedStrings.xml", f'<sst {_MAIN} uniqueCount="{len(self.shared)}">{strings}</sst>')
        self._write("xl/styles.xml", _STYLES.removeprefix(_HEAD))
        sheets = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, self.names, strict=True)
        )
        self._write("xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>')
        targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        targets += [("rIdStyles", "styles", "styles.xml"), ("rIdStrings", "sharedStrings", "sharedStrings.xml")]
        self._write("xl/_rels/workbook.xml.rels", _relationships(targets))
        self._write("_rels/.rels", _relationships([("rId1", "officeDocument", "xl/workbook.xml")]))
        parts = [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
        parts += [
            ("/xl/styles.xml", "styles"),
            ("/xl/sharedStrings.xml", "sharedStrings"),
            ("/xl/workbook.xml", "sheet.main"),
        ]
        overrides = "".join(f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts)
        self._write(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )

    def _write(self, name: str, content: str) -> None:
        self.archive.writestr(fixed_entry(name), (_HEAD + content).encode())


def _relationships(targets: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{target}"/>' for key, kind, target in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'

"""Reading 800,000 cells of .xlsx as raw tables, as a ratio to python-calamine reading the same values in the same run.

Run with `python -m tests.bench.reading`. The workbook is written as Excel writes it (shared texts), a second time as
openpyxl and exports do (texts in the cells), and one in ten cells is blank.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from converters.sources.reader import read_source
from converters.sources.stored import table_bytes, table_from
from converters.sources.workbook.xlsx import read_xlsx
from tests.bench.measure import Limits, in_turn, run

ROWS = 20_000
COLUMNS = 40
MOST = 3.0
"""What issue 3 allows."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = ("dd/mm/yyyy", "#,##0.00", "0000000")


def _name(column: int) -> str:
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def write(path: Path, *, shared: bool) -> int:
    """Write the workbook; return how many cells hold something."""
    chance = random.Random(1)
    texts: dict[str, int] = {}
    count = 0

    def text(value: str) -> str:
        if shared:
            return f't="s"><v>{texts.setdefault(value, len(texts))}</v>'
        return f't="inlineStr"><is><t>{value}</t></is>'

    makers: tuple[Callable[[], str], ...] = (
        lambda: text(f"Name {chance.randrange(30_000)}"),
        lambda: f's="1"><v>{chance.randrange(20_000, 41_000)}</v>',
        lambda: f's="2"><v>{chance.randrange(5_000_000) / 100}</v>',
        lambda: f's="3"><v>{chance.randrange(9_999_999)}</v>',
        lambda: text(f"Code {chance.randrange(30)}"),
    )
    rows = []
    for row in range(1, ROWS + 1):
        cells = []
        for column in range(COLUMNS):
            if column % 10 == 9 and chance.random() < 0.9:
                continue
            made = text(f"Heading {column}") if row == 1 else makers[column % 5]()
            cells.append(f'<c r="{_name(column)}{row}" {made}</c>')
        count += len(cells)
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(_FORMATS))
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(_FORMATS)))
    kinds = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    )
    links = "".join(
        f'<Relationship Id="{key}" Type="{_LINK}/{kind}" Target="{target}"/>' for key, kind, target in kinds
    )
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}">'
    book = f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/>'
    sheets = '<sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets>'
    sheet = "".join(rows)
    items = "".join(f"<si><t>{value}</t></si>" for value in texts)
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f"{relations}{book}</Relationships>",
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f"{relations}{links}</Relationships>",
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}">{items}</sst>',
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return count


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _calamine(path: Path) -> object:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _plain(path: Path) -> object:
    with path.open("rb") as stream:
        return read_xlsx(path.name, stream, plain=True)


def once(rows: int) -> dict[str, float]:
    """Measure one pass."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staff.xlsx"
        write(path, shared=True)
        return {"raw table (s)": _seconds(lambda: read_source(path))}


def measure(rows: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staff.xlsx"
        for shared in (True, False):
            count = write(path, shared=shared)
            took = in_turn(
                {
                    "calamine": lambda: _seconds(lambda: _calamine(path)),
                    "raw table": lambda: _seconds(lambda: read_source(path)),
                }
            )
            words = "shared texts" if shared else "texts in the cells"
            floor = took["calamine"].fastest
            print(
                f"{count:,} cells of {ROWS * COLUMNS:,} places, {words}: calamine, fastest of its runs, {floor:.2f} s"
            )
            print(f"  raw table {took['raw table']}")
            limits.at_most(f"ratio to calamine, {words}", took["raw table"].median / floor, MOST)
            if shared:
                plain = _seconds(lambda: _plain(path))
                print(f"  the plain reader: ratio {plain / floor:.1f}")
                (table,) = read_source(path)
                data = table_bytes(table)
                bytes_ = in_turn(
                    {
                        "there": partial(_seconds, partial(table_bytes, table)),
                        "back": partial(_seconds, partial(table_from, data)),
                    }
                )
                print(f"  as bytes for the workspace: {bytes_['there']} and back {bytes_['back']}")
                print(f"  {len(data) / 1e6:.1f} MB uncompressed")
        tracemalloc.start()
        read_source(path)
        print(f"  most memory held while reading: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(run("tests.bench.reading", measure, once, ROWS))

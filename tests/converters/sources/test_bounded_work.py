"""Files made to cost time or memory end soon, with a clear refusal or a table."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from converters.sources import limits
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from converters.sources.workbook.number_format import Shows, shows
from converters.sources.workbook.xlsx import read_xlsx
from tests.converters.sources.source_files import MAIN, RELATIONS, ods, shared_xml, sheet_xml, styles_xml, xlsx, zipped


@contextmanager
def soon(seconds: float = 5) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("where", ["before", "after", "inside"])
def test_a_comment_of_many_megabytes(where: str, plain: bool) -> None:
    noise = "<!--" + "".join(f"{number:x} " for number in range(3_500_000)) + "-->"
    sheet = sheet_xml(
        ROW + (noise if where == "inside" else ""),
        before=noise if where == "before" else "",
        after=noise if where == "after" else "",
    )
    with soon(10), pytest.raises(SourceError, match="more than 8 MB"):
        read_xlsx("a.xlsx", io.BytesIO(xlsx(sheet)), plain=plain)


def test_many_sheets_on_one_part() -> None:
    names = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId1"/>' for i in range(1, 401))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
    data = xlsx(sheet_xml(ROW * 1), extra={"xl/workbook.xml": book})
    with soon(), pytest.raises(SourceError, match="one and the same part"):
        read_xlsx("a.xlsx", io.BytesIO(data))


def test_a_long_text_that_many_cells_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TABLE_TEXT", 1_000_000)
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 1002))
    data = xlsx(sheet_xml(rows), shared=shared_xml(f"<t>{'x' * 1000}</t>"))
    with soon(), pytest.raises(SourceError, match="characters together"):
        read_xlsx("a.xlsx", io.BytesIO(data))
    # One long text among many short ones is no reason.
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>1</v></c></row>' for i in range(2, 2002)
    )
    data = xlsx(sheet_xml(rows), shared=shared_xml(f"<t>{'x' * 1000}</t>", "<t>y</t>"))
    assert read_xlsx("a.xlsx", io.BytesIO(data))[0].height == 2001


def test_a_long_text_repeated_in_open_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TABLE_TEXT", 1_000_000)
    start = '<table:table-cell office:value-type="string" table:number-columns-repeated="1001">'
    cell = f"{start}<text:p>{'x' * 1000}</text:p></table:table-cell>"
    path = tmp_path / "a.ods"
    path.write_bytes(ods(f'<table:table table:name="T"><table:table-row>{cell}</table:table-row></table:table>'))
    with pytest.raises(SourceError, match="characters together"):
        read_source(path)


def test_sheets_that_are_large_only_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TOTAL_AREA", 250)
    sheet = sheet_xml('<row r="100"><c r="A100"><v>1</v></c></row>')
    with pytest.raises(SourceError, match="250 places together"):
        read_xlsx("a.xlsx", io.BytesIO(xlsx(sheet, sheet, sheet)))
    assert len(read_xlsx("a.xlsx", io.BytesIO(xlsx(sheet, sheet)))) == 2
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{name}.csv": "a,b\n" * 50 for name in "abc"}))
    with pytest.raises(SourceError, match="together"):
        read_source(path)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.csv").write_text("a,b\n" * 50)
    with pytest.raises(SourceError, match="together"):
        read_source(folder)


@pytest.mark.parametrize("piece", ["[", '"', "\\", "[h", "y;", "[Red]", "_", "am/pm", "s.0"])
def test_number_formats_of_any_length(piece: str) -> None:
    with soon(1):
        shows(piece * 200_000)
    assert shows("dd/mm/yyyy" + " " * 200_000) is Shows.DATE


def test_a_small_part_that_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SMALL_PART_BYTES", 2000)
    with pytest.raises(SourceError, match=r"styles\.xml unpacks"):
        read_xlsx("a.xlsx", io.BytesIO(xlsx(sheet_xml(ROW), styles=styles_xml(*["0" * 40] * 50))))


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", ""])
def test_numbers_of_styles_that_are_none(number: str) -> None:
    styles = styles_xml("0").replace('numFmtId="164"', f'numFmtId="{number}"')
    assert read_xlsx("a.xlsx", io.BytesIO(xlsx(sheet_xml(ROW), styles=styles)))[0].columns == [[1]]


@pytest.mark.parametrize(
    "text",
    [
        'a,"b\n' * 20_000,
        'a,"b"c,d\n' * 20_000,
        '"' * 200_000,
        "'" * 200_000,
        ", " * 100_000,
        ', "' * 60_000,
        'a,"' + " " * 500_000,
        "- " * 100_000,
        "--  " * 100_000 + "x",
        ("-" * 30 + " ") * 30_000,
        "\t" * 15_000 + "\n",
        (" " * 1000 + "x\n") * 500,
        "sep=" * 50_000,
        '"a\n' + "b,c,d\n" * 20_000 + '"',
    ],
)
def test_texts_made_to_be_slow(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    with soon(8):
        try:
            read_source(path)
        except SourceError as error:
            assert error.remedy  # noqa: PT017 - both ends are good ones

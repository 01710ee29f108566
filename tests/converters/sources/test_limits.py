"""Every limit is a named constant with its reason, is used, and stops what goes beyond it."""

from __future__ import annotations

import ast
import io
import random
import zipfile
from pathlib import Path

import pytest

from converters.sources import limits
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from converters.sources.workbook.xlsx import read_xlsx
from tests.converters.sources.source_files import ods, ods_table, shared_xml, sheet_xml, styles_xml, xlsx, zipped

SOURCES = Path(limits.__file__).parent
BOOK = xlsx(
    sheet_xml(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>41585.5</v></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>x &amp; y</t></is></c>'
        '<c r="B2" t="e"><v>#N/A</v></c></row>',
        '<cols><col min="2" max="2" hidden="1"/></cols>',
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    ),
    shared=shared_xml("<t>Name</t>", "<r><t>rich</t></r>"),
    styles=styles_xml("dd/mm/yyyy"),
)


def test_each_has_a_reason_and_is_used() -> None:
    tree = ast.parse(Path(limits.__file__).read_text("utf-8"))
    names = [
        node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    explained = {
        before.target.id
        for before, after in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(after, ast.Expr)
    }
    assert explained == set(names) - {"MB"}
    code = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py") if path.name != "limits.py")
    assert [name for name in names if f"limits.{name}" not in code] == []


@pytest.mark.parametrize("plain", [False, True])
def test_shared_texts(monkeypatch: pytest.MonkeyPatch, plain: bool) -> None:
    monkeypatch.setattr(limits, "MAX_SHARED_STRINGS", 3)
    data = xlsx(sheet_xml(""), shared=shared_xml(*["<t>x</t>"] * 5))
    with pytest.raises(SourceError, match="part of texts"):
        read_xlsx("a.xlsx", io.BytesIO(data), plain=plain)


def test_number_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FORMATS", 2)
    data = xlsx(sheet_xml(""), styles=styles_xml("0", "00", "000"))
    with pytest.raises(SourceError, match="number formats"):
        read_xlsx("a.xlsx", io.BytesIO(data))


def test_spaces_that_stand_for_millions(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="999999"/>' * 500
        + "</text:p></table:table-cell>"
    )
    path = tmp_path / "a.ods"
    path.write_bytes(ods(f'<table:table table:name="T"><table:table-row>{cell}</table:table-row></table:table>'))
    with pytest.raises(SourceError, match="characters"):
        read_source(path)


def test_hidden_columns_said_a_million_times() -> None:
    columns = '<col min="1" max="16384" hidden="1"/>' * 2000
    data = xlsx(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', f"<cols>{columns}</cols>"))
    assert read_xlsx("a.xlsx", io.BytesIO(data))[0].hidden_columns == [0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", BOOK),
        ("a.ods", ods(ods_table([["a", "b c"], ["", "d"]]))),
        ("a.zip", zipped({"a.csv": b"Name,Pay\nSmith,1\n", "b.xlsx": BOOK})),
        ("a.csv", "Surname;Pay\nZoë;1\n".encode("utf-16")),
    ],
)
def test_any_damage_is_a_table_or_an_error(tmp_path: Path, name: str, data: bytes) -> None:
    chance = random.Random(7)
    path = tmp_path / name
    for _ in range(250):
        changed = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path.write_bytes(
            bytes(changed[: chance.choice([len(changed), len(changed), chance.randrange(1, len(changed))])])
        )
        try:
            tables = read_source(path)
        except SourceError as error:
            assert error.remedy  # noqa: PT017 - both ends are good ones
        else:
            assert all(len(column) == table.height for table in tables for column in table.columns)


def test_any_damage_to_the_parts_of_a_workbook_is_a_table_or_an_error() -> None:
    """The parts are changed before they are packed, so that check sums do not catch it."""

    with zipfile.ZipFile(io.BytesIO(BOOK)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(8)
    alphabet = b'<>/"=&;: 0123456789rstcvA\x00\xff\n!-]'
    for name, data in parts.items():
        for _ in range(100):
            changed = bytearray(data)
            for _ in range(chance.randrange(1, 4)):
                place, other = chance.randrange(len(changed)), chance.randrange(len(changed))
                match chance.randrange(4):
                    case 0:
                        del changed[place : place + chance.randrange(1, 12)]
                    case 1:
                        changed[place:place] = changed[other : other + chance.randrange(1, 30)]
                    case _:
                        changed[place] = chance.choice(alphabet)
            book = zipped(parts | {name: bytes(changed)})
            results = []
            for plain in (False, True):
                try:
                    results.append(read_xlsx("a.xlsx", io.BytesIO(book), plain=plain))
                except SourceError as error:
                    results.append(None)
                    assert error.remedy  # noqa: PT017
            assert results[0] == results[1], bytes(changed)

"""OpenDocument spreadsheets: types, formats, repeats, and texts with their white space."""
# ruff: noqa: E501 - XML is easier to check on one line

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.sources import limits
from converters.sources.package.zip_parts import Package
from converters.sources.table import CellError, PasswordNeeded, SourceError, Table
from converters.sources.workbook.ods import duration, read_ods
from tests.converters.sources.source_files import columns_of, ods, ods_table, zipped

STYLES = """
<number:number-style style:name="N1"><number:number number:min-integer-digits="7" number:decimal-places="0"/></number:number-style>
<number:currency-style style:name="N2"><number:currency-symbol>£</number:currency-symbol>
<number:number number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:currency-style>
<number:date-style style:name="N3"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>
<number:text>/</number:text><number:year number:style="long"/></number:date-style>
<number:time-style style:name="N4" number:truncate-on-overflow="false"><number:hours/><number:text>:</number:text>
<number:minutes number:style="long"/></number:time-style>
<style:style style:name="zeros" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="bold" style:family="table-cell" style:parent-style-name="zeros"/>
<style:style style:name="pay" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N3"/>
<style:style style:name="hours" style:family="table-cell" style:data-style-name="N4"/>
<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="here" style:family="table"><style:table-properties table:display="true"/></style:style>
"""


def read(data: bytes) -> list[Table]:
    return read_ods("a.ods", Package("a.ods", io.BytesIO(data)))


def one(cell: str) -> object:
    table = read(ods(f'<table:table table:name="T"><table:table-row>{cell}</table:table-row></table:table>', STYLES))[0]
    return table.columns[0][0] if table.columns else None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<table:table-cell office:value-type="float" office:value="12"><text:p>12.00</text:p></table:table-cell>', 12),
        (
            '<table:table-cell office:value-type="float" office:value="12.5"><text:p>13</text:p></table:table-cell>',
            12.5,
        ),
        (
            '<table:table-cell office:value-type="currency" office:value="31650.5"><text:p>£31,650.50</text:p></table:table-cell>',
            31650.5,
        ),
        (
            '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>',
            0.5,
        ),
        (
            '<table:table-cell office:value-type="date" office:date-value="2013-11-07"><text:p>07/11</text:p></table:table-cell>',
            date(2013, 11, 7),
        ),
        (
            '<table:table-cell office:value-type="date" office:date-value="2013-11-07T09:30:00"><text:p>x</text:p></table:table-cell>',
            datetime(2013, 11, 7, 9, 30),
        ),
        (
            '<table:table-cell office:value-type="time" office:time-value="PT25H30M00S"><text:p>25:30</text:p></table:table-cell>',
            timedelta(hours=25.5),
        ),
        (
            '<table:table-cell office:value-type="boolean" office:boolean-value="false"><text:p>FALSE</text:p></table:table-cell>',
            False,
        ),
        (
            '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell>',
            "a  b\nc",
        ),
        (
            '<table:table-cell office:value-type="string"><text:p> a\n  b <text:span>c </text:span></text:p></table:table-cell>',
            "a b c",
        ),
        (
            '<table:table-cell office:value-type="string"><text:p><text:s/>x<text:tab/><text:line-break/>y</text:p></table:table-cell>',
            " x\t\ny",
        ),
        ('<table:table-cell office:value-type="string" office:string-value="x"/>', "x"),
        (
            '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
            "<text:p>x</text:p></table:table-cell>",
            "x",
        ),
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error">'
            "<text:p>#N/A</text:p></table:table-cell>",
            CellError.NA,
        ),
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>',
            CellError.DIV0,
        ),
        (
            '<table:table-cell table:formula="of:=x" office:value-type="string"><text:p>Err:508</text:p></table:table-cell>',
            CellError.NAME,
        ),
        ('<table:table-cell table:formula="of:=1+1"/>', CellError.UNCACHED),
        ('<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>', None),
        (
            '<table:table-cell table:formula="of:=A2" office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>',
            4,
        ),
        ('<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>', "#N/A"),
        ("<table:table-cell/>", None),
    ],
)
def test_a_cell(cell: str, expected: object) -> None:
    assert one(cell) == expected
    assert type(one(cell)) is type(expected)


def test_formats() -> None:
    rows = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="float" office:value="1"/>'
        for style in ("zeros", "bold", "pay", "day", "hours", "no")
    )
    table = read(ods(f'<table:table table:name="T"><table:table-row>{rows}</table:table-row></table:table>', STYLES))[0]
    assert table.styles is not None
    assert [table.formats[styles[0]] for styles in table.styles] == [
        "0000000",
        "0000000",
        '"£"#,##0.00',
        "dd/mm/yyyy",
        "[h]:mm",
        "General",
    ]


def test_a_format_of_the_column() -> None:
    data = ods(
        '<table:table table:name="T"><table:table-column/><table:table-column table:default-cell-style-name="zeros" table:number-columns-repeated="2"/>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="3"/></table:table-row></table:table>',
        STYLES,
    )
    table = read(data)[0]
    assert table.styles is not None
    assert [table.formats[styles[0]] for styles in table.styles] == ["General", "0000000", "0000000"]


def test_repeats_hidden_parts_and_merged_blocks() -> None:
    data = ods(
        '<table:table table:name="T" table:style-name="here"><table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16382" table:visibility="collapse"/>'
        '<table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell office:value-type="float" office:value="1"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row><table:table-cell/><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2">'
        "<text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        + ods_table([["a"]], "Hidden").replace('table:name="Hidden"', 'table:name="Hidden" table:style-name="gone"'),
        STYLES,
    )
    table, hidden = read(data)
    assert table.columns == [[1, 1, None], [None, None, "x"]]
    assert table.merged == [(2, 1, 3, 2)]
    assert table.hidden_rows == [0, 1]
    assert table.hidden_columns == [1]
    assert (table.hidden, hidden.hidden) == (False, True)
    assert len(table.notes) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT08H30M00S", timedelta(hours=8.5)),
        ("P1DT1H", timedelta(days=1, hours=1)),
        ("-PT1H", -timedelta(hours=1)),
        ("PT0H0M1.5S", timedelta(seconds=1.5)),
        ("P9999999999D", "P9999999999D"),
        ("soon", "soon"),
        ("", None),
    ],
)
def test_durations(text: str, expected: object) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "no spreadsheet"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "no spreadsheet"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a>"}), "cannot be read"),
        (ods("", extra={"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "declaration"),
        (ods("<text:section>" * 100 + "</text:section>" * 100), "deep"),
        (
            ods('<table:table table:name="T"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" '
                'table:number-columns-repeated="16384"/></table:table-row></table:table>'),
            "more cells",
        ),
        (ods("<table:table><table:table-row/></table:table>" * (limits.MAX_SHEETS + 1)), "sheets"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_bad_files(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(data)


def test_a_protected_workbook() -> None:
    data = ods("", extra={"META-INF/manifest.xml": '<m><f full-path="content.xml"><encryption-data/></f></m>'})
    with pytest.raises(PasswordNeeded, match="save it without"):
        read(data)


LEGAL = st.characters(
    codec="utf-8", exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(LEGAL, max_size=12), min_size=1, max_size=5), min_size=1, max_size=8))
def test_text_comes_back(rows: list[list[str]]) -> None:
    assert read(ods(ods_table(rows)))[0].columns == columns_of(rows)

"""OpenDocument spreadsheets: types, formats, repeats, and texts with their white space."""
# ruff: noqa: E501 - XML is easier to check on one line

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import zipfile
import zlib
from datetime import date, datetime, timedelta

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.sources import limits
from converters.sources.package.zip_parts import Package
from converters.sources.reader import Options, read_stream
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
        (
            '<table:table-cell table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>TRUE</text:p></table:table-cell>',
            True,
        ),
        (
            '<table:table-cell office:value-type="float" office:value="0"><text:p>FALSE</text:p></table:table-cell>',
            False,
        ),
        ('<table:table-cell office:value-type="float" office:value="2"><text:p>TRUE</text:p></table:table-cell>', 2),
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


def protected_ods(way: str, password: str, *, spins: int = 1000, memory: int = 64) -> bytes:
    """Return a workbook protected as OpenDocument has it. way: aes, blowfish or whole."""
    plain = zipfile.ZipFile(io.BytesIO(ods(ods_table([["Name", "Zoë"], ["Pay", "1"]]))))
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    salt, start = bytes(range(16)), bytes(range(20, 36))
    parts: dict[str, bytes | str] = {"mimetype": plain.read("mimetype")}
    first = hashlib.new("sha1" if way == "blowfish" else "sha256", password.encode()).digest()

    def entry(name: str, size: int, check: str, algorithm: str, derivation: str) -> str:
        started = (
            ""
            if way == "blowfish"
            else (
                '<m:start-key-generation m:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" m:key-size="32"/>'
            )
        )
        return (
            f'<m:file-entry m:full-path="{name}" m:size="{size}"><m:encryption-data {check}>'
            f"<m:algorithm {algorithm}/>{started}<m:key-derivation {derivation}/></m:encryption-data></m:file-entry>"
        )

    def said(data: bytes) -> str:
        return base64.b64encode(data).decode()

    if way == "whole":
        kdf = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=memory)
        body = ods(ods_table([["Name", "Zoë"], ["Pay", "1"]]))
        parts["encrypted-package"] = start[:12] + AESGCM(kdf.derive(first)).encrypt(start[:12], body, None)
        entries = entry(
            "encrypted-package", len(body), "",
            f'm:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm" m:initialisation-vector="{said(start[:12])}"',
            'm:key-derivation-name="urn:org:documentfoundation:names:experimental:office:manifest:argon2id" m:key-size="32" '
            f'm:salt="{said(salt)}" l:argon2-iterations="3" l:argon2-memory="{memory}" l:argon2-lanes="4"',
        )  # fmt: skip
    else:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = plain.read("content.xml")
        packed = packer.compress(body) + packer.flush()
        hash_name, size = ("sha1", 16) if way == "blowfish" else ("sha256", 32)
        key = hashlib.pbkdf2_hmac("sha1", first, salt, spins, size)
        check = said(hashlib.new(hash_name, packed[:1024]).digest())
        if way == "blowfish":
            parts["content.xml"] = Cipher(Blowfish(key), CFB(start[:8])).encryptor().update(packed)
            names = ("Blowfish CFB", start[:8], "SHA1/1K")
        else:
            padding = 16 - len(packed) % 16
            encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
            parts["content.xml"] = encryptor.update(packed + bytes(padding - 1) + bytes([padding]))
            names = ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", start, f"{space}#sha256-1k")
        entries = entry(
            "content.xml", len(body), f'm:checksum-type="{names[2]}" m:checksum="{check}"',
            f'm:algorithm-name="{names[0]}" m:initialisation-vector="{said(names[1])}"',
            f'm:key-derivation-name="PBKDF2" m:key-size="{size}" m:iteration-count="{spins}" m:salt="{said(salt)}"',
        )  # fmt: skip
    parts["META-INF/manifest.xml"] = f'<m:manifest xmlns:m="{space}" xmlns:l="urn:x">{entries}</m:manifest>'
    return zipped(parts)


def opened(data: bytes, password: str | None) -> list[Table]:
    """Return the tables of a workbook among all forms."""
    return read_stream(io.BytesIO(data), "a.ods", len(data), shown="a.ods", options=Options(password))


@pytest.mark.parametrize("way", ["aes", "blowfish", "whole"])
def test_a_protected_workbook(way: str) -> None:
    data = protected_ods(way, "Päss")
    assert opened(data, "Päss")[0].columns == [["Name", "Pay"], ["Zoë", "1"]]
    with pytest.raises(PasswordNeeded, match="save it without"):
        opened(data, None)
    for wrong in ("", "pÄSS", "x" * 100):
        with pytest.raises(PasswordNeeded, match="does not open it"):
            opened(data, wrong)


def test_traps_in_what_says_how_a_workbook_is_protected() -> None:
    for data in (protected_ods("aes", "x", spins=1000), protected_ods("whole", "x")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
        manifest = bytes(parts["META-INF/manifest.xml"])  # type: ignore[arg-type]
        for before, after in (
            (b'iteration-count="1000"', b'iteration-count="99999999"'),
            (b'memory="64"', b'memory="9999999"'),
        ):
            changed = manifest.replace(before, after)
            if changed != manifest:
                with pytest.raises(SourceError, match="as a trap does"):
                    opened(zipped(parts | {"META-INF/manifest.xml": changed}), "x")
        for place in range(100, len(manifest), 7):
            broken = manifest[:place] + b"0" + manifest[place + 1 :]
            with contextlib.suppress(SourceError):
                opened(zipped(parts | {"META-INF/manifest.xml": broken}), "x")


LEGAL = st.characters(
    codec="utf-8", exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(LEGAL, max_size=12), min_size=1, max_size=5), min_size=1, max_size=8))
def test_text_comes_back(rows: list[list[str]]) -> None:
    assert read(ods(ods_table(rows)))[0].columns == columns_of(rows)

"""Delimited text: encoding, delimiter, quoting, uneven rows and what is wrong in the bytes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.sources import limits
from converters.sources.reader import Options, read_stream
from converters.sources.table import NoTable, SourceError, Table
from converters.sources.text.delimited import read_delimited
from converters.sources.text.delimiter import DELIMITERS, find_delimiter
from converters.sources.text.encoding import decode
from tests.converters.sources.payroll_texts import payroll_texts
from tests.converters.sources.source_files import columns_of


def read_text(data: bytes) -> Table:
    """Return what becomes of a text file among all forms, print files too."""
    (table,) = read_stream(io.BytesIO(data), "a.txt", len(data), shown="a.txt", options=Options())
    return table


STAFF = "Surname{d}Forename{d}Pay{d}Start date\r\nSmith{d}Zoë{d}£31,650{d}01/09/2012\r\nO'Neill{d}Bo{d}{d}\r\n"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "mark", "shown"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("cp1252", b"", "Windows-1252"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
    ],
)
def test_encoding_and_delimiter(delimiter: str, codec: str, mark: bytes, shown: str) -> None:
    table = read_delimited("a.csv", mark + STAFF.format(d=delimiter).encode(codec))
    assert (table.encoding, table.delimiter, table.height) == (shown, delimiter, 3)
    assert table.row(1) == ["Smith", "Zoë", "£31,650", "01/09/2012"]
    assert table.row(2) == ["O'Neill", "Bo", None, None]
    assert table.notes == []


def test_the_choice_can_be_made_by_the_user() -> None:
    data = "a;b,c\nä;d,e\n".encode("cp1252")
    table = read_delimited("a.csv", data, encoding="cp850", delimiter=",")
    assert table.columns == [["a;b", "õ;d"], ["c", "e"]]
    with pytest.raises(SourceError, match="line 2"):
        read_delimited("a.csv", data, encoding="utf-8")
    with pytest.raises(SourceError, match="no encoding called"):
        read_delimited("a.csv", data, encoding="nonsense")
    with pytest.raises(SourceError, match="cannot be a delimiter"):
        read_delimited("a.csv", data, delimiter='"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Surname,Forename\nSmith,Jo\n", ","),
        ('Name;Pay\n"Smith, Jo";12,50\n"Reid, Al";9,20\n', ";"),
        ("Payroll report\n\nName;Salary\nSmith, Jo;12\nReid, Al;13\n", ";"),
        ("Name\tPay | year\nSmith, Jo\t1\nReid, Al\t2\n", "\t"),
        ("Ref|Surname|Notes\n1|Smith|a, b, c, d, e\n2|Reid|x, y\n", "|"),
        ("Surname\nSmith\nReid\n", None),
        ("Name\nSmith, Jo\nReid\nShah\nVaughan\n", ","),
    ],
)
def test_finding_the_delimiter(text: str, expected: str | None) -> None:
    assert find_delimiter(text) == expected


def test_a_bare_cell_stays_as_it_is() -> None:
    table = read_delimited("a.csv", b'No,Ref,Text\n="0612345",0612345, x \n')
    assert table.row(1) == ['="0612345"', "0612345", " x "]


def test_one_column() -> None:
    table = read_delimited("a.csv", b"Surname\nSmith\n\nReid\n\n")
    assert table.columns == [["Surname", "Smith", None, "Reid"]]


def test_uneven_rows_are_kept_and_said() -> None:
    table = read_delimited(
        "a.csv", b"Surname,Forename,Pay\nSmith,Jo,1\nReid,Al,2,extra\nShah,Di\nFox,Bo,4\n", delimiter=","
    )
    assert table.columns == [
        ["Surname", "Smith", "Reid", "Shah", "Fox"],
        ["Forename", "Jo", "Al", "Di", "Bo"],
        ["Pay", "1", "2", None, "4"],
        [None, None, "extra", None, None],
    ]
    assert [note.partition(":")[0] for note in table.notes] == ["Row 3", "Row 4"]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_says_the_delimiter(line: str) -> None:
    table = read_delimited("a.csv", f"{line}\r\nName;Pay\r\nSmith, Jo, A;1,5\r\n".encode())
    assert table.delimiter == ";"
    assert table.columns == [[None, "Name", "Smith, Jo, A"], [None, "Pay", "1,5"]]
    assert "Row 1" in table.notes[0]


def test_a_title_above_the_table_is_no_uneven_row() -> None:
    table = read_delimited("a.csv", b"Staff list at 07/11/2013\n\nSurname,Forename,Pay\nSmith,Jo,1\nReid,Al,2\n")
    assert table.notes == []
    assert table.row(0) == ["Staff list at 07/11/2013", None, None]


def test_line_ends_inside_quotes_and_of_every_kind() -> None:
    table = read_delimited("a.csv", b'Name,Note\r"a","b\nc"\r\n"d ""e""","f"\n', delimiter=",")
    assert table.columns == [["Name", "a", 'd "e"'], ["Note", "b\nc", "f"]]


def test_a_quotation_mark_that_is_never_closed() -> None:
    lines = ["Name,Note", 'Smith,"6 foot', *(f"Person {number},x" for number in range(300))]
    table = read_delimited("a.csv", "\n".join(lines).encode(), delimiter=",")
    assert table.height == 302
    assert table.row(1) == ["Smith", '"6 foot']
    assert "row 2" in table.notes[0]


def test_nuls_and_the_end_mark_of_dos() -> None:
    table = read_delimited("a.csv", b"Name,Pay\nSm\0ith,1\n\x1a", delimiter=",")
    assert table.columns == [["Name", "Smith"], ["Pay", "1"]]
    assert "NUL" in table.notes[0]


def test_bytes_that_stand_for_nothing_in_windows_1252() -> None:
    text, encoding, _notes = decode("a.csv", b"Zo\xeb \x81\x8d\x8f\x90\x9d")
    assert (text, encoding) == ("Zoë \x81\x8d\x8f\x90\x9d", "Windows-1252")


def test_a_mark_of_utf8_before_other_bytes() -> None:
    assert decode("a.csv", b"\xef\xbb\xbfZo\xeb") == ("Zoë", "Windows-1252", ())


def test_utf16_cut_short() -> None:
    with pytest.raises(SourceError, match="cut short"):
        decode("a.csv", b"\xff\xfeA\x00B")


def test_half_a_character_of_utf16() -> None:
    data = b"\xff\xfe" + "Name,Pay\n".encode("utf-16-le") + b"\x00\xd8" + ",1\n".encode("utf-16-le")
    table = read_delimited("a.csv", data)
    assert table.columns == [["Name", "\ufffd"], ["Pay", "1"]]
    assert "half of one" in table.notes[0]


@pytest.mark.parametrize("data", [b"\n\n", b" , , \n", b"\xef\xbb\xbf", b"\x1a"])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(NoTable, match="nothing in it"):
        read_delimited("a.csv", data)


@pytest.mark.parametrize("text", ["שלום,Ali", "e\u0301\u0323,x", "\u202eabc,y", "🙂,z"])
def test_names_of_every_script(text: str) -> None:
    table = read_delimited("a.csv", f"Name,Pay\n{text}\n".encode())
    assert table.row(1) == text.split(",")


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    with pytest.raises(SourceError, match="more than 3 rows"):
        read_delimited("a.csv", b"a,b\n" * 4)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_AREA", 5)
    with pytest.raises(SourceError, match="5 cells"):
        read_delimited("a.csv", b"a,b\n" * 3)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_COLUMNS", 3)
    with pytest.raises(SourceError, match="4 columns"):
        read_delimited("a.csv", b"a,b,c,d\n")


def test_a_cell_without_end() -> None:
    with pytest.raises(SourceError, match="characters"):
        read_delimited("a.csv", b"a,b\n" + b"x" * (limits.MAX_CELL_TEXT + 1) + b",y\n")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from(DELIMITERS))
def test_text_comes_back(rows: list[list[str]], delimiter: str) -> None:
    if not any(text.strip("\r\n\t ,;|\x1a") for row in rows for text in row) or rows[-1][-1].endswith("\x1a"):
        rows.append(["end"])
    # A row of white space at the end is taken for a blank line, which files of people have.
    rows.append(["end"])
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    table = read_delimited("a.csv", stream.getvalue().encode("utf-8-sig"), delimiter=delimiter)
    assert table.columns == columns_of(rows)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(DELIMITERS))
def test_a_table_of_words_needs_no_help(rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in rows)
    table = read_delimited("a.csv", text.encode())
    assert table.delimiter == delimiter
    assert table.columns == columns_of(rows)


def test_payroll_texts_of_128_kinds() -> None:
    """Every delimiter, quoting and encoding: the cells come back, whatever stands above and below."""
    wrong = []
    for seed in range(3):
        for one in payroll_texts(seed):
            table = read_text(one.data)
            expected = columns_of(one.rows)
            if (table.delimiter, table.columns) != (one.delimiter, expected):
                wrong.append(f"{seed} {one.name}")
    assert wrong == []

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


ONE_LINE = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12)
EVEN = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1))
UNEVEN = st.lists(st.lists(ONE_LINE, min_size=1, max_size=5), min_size=1, max_size=8)
"""In rows of uneven length two lines in one cell may as well be two rows between marks that nobody closed."""


@settings(max_examples=200, deadline=None)
@given(EVEN | UNEVEN, st.sampled_from(DELIMITERS))
def test_text_comes_back(rows: list[list[str]], delimiter: str) -> None:
    if not any(text.strip("\r\n\t ,;|\x1a") for row in rows for text in row) or rows[-1][-1].endswith("\x1a"):
        rows.append(["end"])
    # A row of white space at the end is taken for a blank line, which files of people have.
    rows.append(["end"])
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    table = read_delimited("a.csv", stream.getvalue().encode("utf-8-sig"), delimiter=delimiter)
    assert table.columns == columns_of(rows)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n", "\r\n\r\n\r\n", "\n,\n", "12 High Street\n"])
@pytest.mark.parametrize("width", [2, 3, 5])
def test_a_cell_of_line_ends_alone_is_a_cell(ends: str, width: int) -> None:
    rows = [["a", "b", "c"], ["", "", ends, "", ""][:width], ["1", "2", "3"], ["x", ends, "y"]]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    table = read_delimited("a.csv", stream.getvalue().encode())
    assert table.columns == columns_of(rows)
    assert not any("quotation mark" in note for note in table.notes)


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


UNCLOSED = 'Staff,Note,Pay\r\nAnn,ok,1\r\nBob,"left 1/4,2\r\n'


@pytest.mark.parametrize("more", [0, 1, 2, 37, 98, 99, 100, 300])
@pytest.mark.parametrize("closed", [False, True])
def test_a_mark_never_closed_swallows_no_row_at_any_length(more: int, closed: bool) -> None:
    """Whether the file ends so, or another such mark further down seems to close it."""
    text = UNCLOSED + "".join(f"P{number},ok,{number}\r\n" for number in range(3, 3 + more))
    if closed:
        text += 'Cat,back",9\r\n'
        if not more:
            return  # two lines in one cell may as well be meant
    table = read_text(text.encode())
    assert table.height == 3 + more + closed
    assert table.row(2) == ["Bob", '"left 1/4', "2"]
    assert [note for note in table.notes if "never closed in row 3" in note] == table.notes


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (
            'Name,Address,Pay\nAnn,"1 High St,\nLeeds,\nLS1 1AA",1\nBo,x,2\n',
            ["Ann", "1 High St,\nLeeds,\nLS1 1AA", "1"],
        ),
        ('Name,Note\nAnn,"a, b\nc, d\ne, f"\nBo,x\n', ["Ann", "a, b\nc, d\ne, f"]),
        ('Name,Note,Pay\nAnn,"",1\n', ["Ann", None, "1"]),
        ('Name,Note,Pay\nAnn,"6"" tall",1\n', ["Ann", '6" tall', "1"]),
        ('Name,Note,Pay\nAnn,"""",1\n', ["Ann", '"', "1"]),
    ],
)
def test_quoted_cells_by_the_rules_are_left_alone(text: str, second: list[str]) -> None:
    table = read_delimited("a.csv", text.encode(), delimiter=",")
    assert table.row(1) == second
    assert table.notes == []


@pytest.mark.parametrize(
    ("line", "cells", "words"),
    [
        ('Ann,"6" tall",1', ["Ann", '6" tall', "1"], "not doubled in row 2"),
        ('Ann,"Jo "Bo" Lee",1', ["Ann", 'Jo "Bo" Lee', "1"], "not doubled in row 2"),
        ('Ann,"Jo ""Bo" Lee",1', ["Ann", 'Jo "Bo" Lee', "1"], "not doubled in row 2"),
        (r'Ann,"Jo \"Bo\" Lee",1', ["Ann", 'Jo "Bo" Lee', "1"], None),
        ('Ann,"Smith, Jo" ,1', ["Ann", "Smith, Jo", "1"], None),
        ('"Ann", "Smith, Jo", "1"', ["Ann", "Smith, Jo", "1"], "Spaces between"),
        ("'Ann','Smith, Jo','O''Neill'", ["Ann", "Smith, Jo", "O'Neill"], "single quotation marks"),
        ("'001,'tis,O'Neill'", ["'001", "'tis", "O'Neill'"], None),
        ('Ann "Jo", x ""y,1', ['Ann "Jo"', ' x ""y', "1"], None),
    ],
)
def test_quotation_marks_as_people_write_them(line: str, cells: list[str], words: str | None) -> None:
    rest = "'a','b','c'" if line.startswith("'A") else '"a", "b", "c"' if ', "S' in line else "a,b,c"
    table = read_delimited("a.csv", f"Name,Note,Pay\n{line}\n{rest}\n".encode(), delimiter=",")
    assert table.row(1) == cells
    assert [words in note for note in table.notes] == ([True] if words else [])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("A;37,5;1.234,50\nB;10,0;999,00\nC;1,1;2,2\n", ";"),
        (
            "Payroll report for April, 2024\n\n098847\tJones|B\tHead of Maths, KS3\n039733\tJones|B\tCook, mid-day\n",
            "\t",
        ),
        ("Ref~Name~Pay\n1~Smith, Jo~1\n2~Reid, Al~2\n", "~"),
        ("Ref^Name^Pay\n1^Smith, Jo^1\n2^Reid, Al^2\n", "^"),
        ("Ref\tName\tPay\n1\tSmith; J, A|B\t1\n2\tReid; A, C|D\t2\n", "\t"),
        ("Name,Pay,Note\nSmith,1,see a~b\nReid,2,c~d\n", ","),
    ],
)
def test_delimiters_that_other_marks_hide(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter
    assert read_text(text.encode()).delimiter == delimiter


PEOPLE = "Name,Pay\r\nZoë Müller,£1\r\nAndré Ångström,£2\r\nÉloïse Núñez,£3\r\nBjörn Łoś,£4\r\n".replace("Łoś", "Løs")


@pytest.mark.parametrize(
    ("codec", "name"), [("cp850", "CP850"), ("mac_roman", "Mac-Roman"), ("cp1252", "Windows-1252"), ("utf-8", "UTF-8")]
)
def test_letters_as_each_system_wrote_them(codec: str, name: str) -> None:
    text, encoding, notes = decode("a.csv", PEOPLE.encode(codec))
    assert (text, encoding) == (PEOPLE, name)
    assert len(notes) == (codec in {"cp850", "mac_roman"})
    assert not any(word in note for note in notes for word in ("Zo", "Andr"))  # notes name no people
    # The name can be given back as the user's choice.
    assert decode("a.csv", PEOPLE.encode(codec), name).text == PEOPLE


@pytest.mark.parametrize(
    "text",
    [
        "Name\r\nO’Neill\r\nSa’ad\r\nSmith – cover\r\n",
        "“Zoë”,£1,½ day,20°,Œuvre,Miloš,Žižka,N’Golo,café…,Ana\xa0María",
        "Pay £31,650\r\nEuro €5\r\n",
        "É,Ü",
        "Beyoncé",
        "déjà vu",
    ],
)
def test_windows_letters_stay_windows_letters(text: str) -> None:
    assert decode("a.csv", text.encode("cp1252")) == (text, "Windows-1252", ())


def test_one_bad_byte_changes_one_cell() -> None:
    table = read_delimited("a.csv", "Name,Pay\r\nZoë,1\r\nMüller,2\r\nAndr".encode() + b"\xe9,3\r\n")
    assert (table.encoding, table.columns[0]) == ("UTF-8", ["Name", "Zoë", "Müller", "André"])
    (repair,) = table.repairs
    assert repair[:5] == ("text", 3, 0, r"Andr\xe9", "André")
    assert "A4" in table.notes[0]


def test_two_files_of_two_encodings_joined() -> None:
    text, encoding, notes = decode("a.csv", "Zoë\r\n".encode() + "André\r\nMüller\r\nChloé\r\n".encode("cp1252"))
    assert encoding == "Windows-1252"
    assert text.endswith("André\r\nMüller\r\nChloé\r\n")
    assert "joined" in notes[0]

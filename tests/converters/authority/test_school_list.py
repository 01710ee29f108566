"""The list of schools is read from any table, and a row that cannot be right is named."""

from pathlib import Path

import pytest

from converters.authority.school_list import ACADEMY, CENTRAL, MAINTAINED, School, by_key, read_schools
from converters.request import CannotRun
from converters.sources.reader import read_source


def read(folder: Path, text: str, lea: str | None = None) -> list[School]:
    path = folder / "schools.csv"
    path.write_text(text, encoding="utf-8")
    return read_schools(read_source(path), lea)


def test_a_list_with_a_title_and_other_headings(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Schools of the county,,,\n,,,\nSchool Name,DfE Number,Type of school,School Contact\n"
        "Hill Top,999/2001,Community,office@hill.example\nLow Field,9992002,Academy converter,\n"
        "Office,,Central staff,\n",
        "999",
    )
    assert [(one.key, one.name, one.kind, one.contact) for one in found] == [
        ("9992001", "Hill Top", MAINTAINED, "office@hill.example"),
        ("9992002", "Low Field", ACADEMY, ""),
        ("999 central", "Office", CENTRAL, ""),
    ]


def test_a_trust_spans_several_authorities(tmp_path: Path) -> None:
    found = read(tmp_path, "LA,Number,Name\n999,2001,Hill Top\n998,2001,Hill Top North\n")
    assert [one.key for one in found] == ["9992001", "9982001"]
    with pytest.raises(CannotRun, match="2 schools"):
        by_key(found, "2001")
    assert by_key(found, "hill top north").key == "9982001"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Number,Name\n2001,Hill Top\n", "no LA number"),
        ("LA,Number,Name\n999,2001,Hill Top\n999,2001,Low Field\n", "twice"),
        ("LA,Number,Name\n999,20x1,Hill Top\n", "four digits"),
        ("LA,Number,Name\n998,999/2001,Hill Top\n", "not of the authority"),
        ("LA,Number,Name,Type\n999,2001,Hill Top,Purple\n", "Purple"),
        ("LA,Number,Name\n999,2001,\n", "no name"),
        ("LA,Number,Name\n", "no school in it"),
        ("Fruit,Price\nApple,2\n", "no row of headings"),
    ],
)
def test_what_cannot_be_right_is_said(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CannotRun, match=says):
        read(tmp_path, text)


def test_a_leading_zero_that_a_spreadsheet_took(tmp_path: Path) -> None:
    assert read(tmp_path, "LA,Number,Name\n999,32,Hill Top\n")[0].estab == "0032"

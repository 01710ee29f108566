"""Counts, lists and places as people read them, each said in one place."""

import pytest

from swf_desktop.record import Source, place_words
from swf_desktop.words import SEVERITIES, counted, listed, people, quoted, row_words, severity_count, sheet_words
from validation.finding import ORDER, Severity


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, ""),
        (Source("a.xlsx", "Staff", 5, "F"), "a.xlsx, sheet Staff, cell F5"),
        (Source("a.xlsx", "Pay", 3, None), "a.xlsx, sheet Pay, row 3"),
        (Source("a.csv", None, 3, "B"), "a.csv, cell B3"),
        (Source("a.csv", None, 5, None), "a.csv, row 5"),
        (Source("a.csv", None, None, "B"), "a.csv, column B"),
        (Source("a.csv", None, None, None), "a.csv"),
        (Source("a.XML", None, 5, None), "a.XML, line 5"),
    ],
)
def test_places_in_words(source: Source | None, words: str) -> None:
    assert place_words(source) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1000, "1,000 rows"), (1234567, "1,234,567 rows")]
)
def test_a_count_has_its_noun_in_the_right_number(number: int, words: str) -> None:
    assert counted(number, "row") == words


def test_what_goes_with_a_count_follows_it() -> None:
    assert counted(1, "query has", "queries have") == "1 query has"
    assert counted(2, "query has", "queries have") == "2 queries have"
    assert [people(number) for number in (0, 1, 14)] == ["0 people", "1 person", "14 people"]


def test_many_names_are_counted() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"], 2) == "a, b"
    assert listed("abcd", 2) == "a, b and 2 more"
    assert quoted(["Pay", "Hours"], 1) == "'Pay' and 1 more"


@pytest.mark.parametrize(
    ("rows", "words"),
    [([4], "row 4"), ([4, 7, 9], "rows 4, 7, 9"), ([1, 2, 3, 4, 5, 6], "rows 1, 2, 3, 4, 5, 6")],
)
def test_rows_in_words(rows: list[int], words: str) -> None:
    assert row_words(rows) == words


def test_very_many_rows_in_words() -> None:
    assert row_words(range(1, 1010)) == "rows 1, 2, 3, 4, 5, 6 and 1,003 more"


def test_a_file_without_sheets_goes_by_its_name() -> None:
    assert sheet_words("payroll.xlsx", "Pay") == "payroll.xlsx, sheet Pay"
    assert sheet_words("payroll.csv", None) == "payroll.csv"


def test_every_severity_has_its_words_worst_first() -> None:
    assert set(SEVERITIES) == set(Severity)
    assert ORDER[0] is Severity.SCHEMA
    assert ORDER[-1] is Severity.REPAIR
    marks = [words.mark for words in SEVERITIES.values()]
    assert len(set(marks)) == len(marks)
    assert [severity_count("query", number) for number in (1, 2)] == ["1 query", "2 queries"]
    assert severity_count(Severity.SCHEMA, 3) == "3 structure faults"

"""COLLECT's own list beside ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from swf_desktop.collection import Collection
from tests.validation.reports.report_samples import person
from validation.collect.errors import CollectError, CollectListError, beside, read_collect_list, rule_number
from validation.finding import Finding, Severity
from validation.reports.notes import QueryNote, note_key

ERROR, QUERY = Severity.ERROR, Severity.QUERY


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


EXPECTED = [
    CollectError("4180", ERROR, "Smith, Jane", "Gender missing", "", 2),
    CollectError("4160Q", QUERY, "Jones, Al", "No NI number", "applied for", 3),
]


def _seen(errors: list[CollectError]) -> list[tuple[object, ...]]:
    return [(one.number, one.severity, one.person, one.message, one.note) for one in errors]


@pytest.mark.parametrize(
    "text",
    [
        'Error Number,Severity,Name,Message,Note\n4180,Error,"Smith, Jane",Gender missing,\n'
        '4160Q,Query,"Jones, Al",No NI number,applied for\n',
        "Surname\tForename\tSequence No.\tType\tError Message\tComments\n"
        "Smith\tJane\t4180\terror\tGender missing\t\nJones\tAl\t4160 q\tquery\tNo NI number\tapplied for\n",
        "All errors\n\nRule\tError/Query\tLocation\tDescription\tNotes\n"
        "Error 4180\tE\tSmith, Jane\tGender missing\t\nQuery 4160Q\tQ\tJones, Al\tNo NI number\tapplied for\n2 rows\n",
        "Error,No,Severity,Staff member,Details,Note\n"
        'Gender missing,4180,Error,"Smith, Jane",Gender missing,\n'
        'No NI number,4160Q,Query,"Jones, Al",No NI number,applied for\n',
    ],
    ids=["csv", "tabs", "title and total", "error means the text"],
)
def test_lists_with_headings(text: str, tmp_path: Path) -> None:
    expected = _seen(EXPECTED)
    assert _seen(read_collect_list(text)) == expected
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    assert _seen(read_collect_list(path)) == expected


def test_a_list_without_headings() -> None:
    text = "4180\tError\tSmith, Jane\tThe gender is missing here\n4160Q\tQuery\tJones, Al\tThere is no NI number\n"
    assert _seen(read_collect_list(text)) == [
        ("4180", ERROR, "Smith, Jane", "The gender is missing here", ""),
        ("4160Q", QUERY, "Jones, Al", "There is no NI number", ""),
    ]


def test_a_workbook_and_rows(tmp_path: Path) -> None:
    rows = [["No", "Person", "Message"], [4180, "Smith, Jane", "Gender missing"], [None, None, None]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    expected = [CollectError("4180", None, "Smith, Jane", "Gender missing", "", 2)]
    assert read_collect_list(tmp_path / "list.xlsx") == read_collect_list(rows) == expected


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"Name,Message\nSmith,x\n", "no column of error numbers"),
        ("a.csv", b"", "no column of error numbers"),
        ("a.csv", b"Number,Message\nfour,x\n", "no error with a number"),
        ("a.xlsx", b"%PDF-1.4", "not a workbook"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "not a workbook"),
        ("a.csv", b'Number,"' + b"x" * 200_000, "not a table"),
        ("none.csv", None, "cannot be read"),
    ],
)
def test_bad_lists_are_told(tmp_path: Path, name: str, content: bytes | None, found: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CollectListError, match=found) as caught:
        read_collect_list(tmp_path / name)
    assert caught.value.place == name
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("rule", "number"),
    [("4160Q", "4160"), ("4160", "4160"), ("DfE 4160", "4160"), ("X31", "X31"), ("schema", "schema")],
)
def test_rule_numbers(rule: str, number: str) -> None:
    assert rule_number(rule) == number


def _finding(rule: str, record: object, label: str | None) -> Finding:
    return Finding(rule, QUERY if rule.endswith("Q") else ERROR, "m", "a", label, record=record)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        ("Smith, Jane", True),
        ("JANE ANN SMITH", True),
        ("Teacher number 04/12345", True),
        ("AB 12 34 56 C", True),
        ("Smith, John", False),
        ("Smithers, Jane", False),
        ("", False),
    ],
)
def test_their_person_is_ours(collection: Collection, theirs: str, same: bool) -> None:
    jane = person(collection, "Smith", "Jane", TeacherNumber="0412345", NINumber="AB123456C")
    found = beside([_finding("4180", jane, "SMITH, Jane")], [CollectError("4180", ERROR, theirs, "m")])
    assert (len(found.both), len(found.ours_only), len(found.theirs_only)) == ((1, 0, 0) if same else (0, 1, 1))


def test_side_by_side(collection: Collection) -> None:
    jane, al = person(collection, "Smith", "Jane", 5), person(collection, "Jones", "Al", 6)
    ours = [
        _finding("4160Q", jane, "SMITH, Jane"),
        _finding("4180", al, "JONES, Al"),
        _finding("4180", al, "JONES, Al"),
        _finding("X31", None, None),
        Finding("column", Severity.QUESTION, "m", "a"),
    ]
    theirs = [
        CollectError("4160", QUERY, "Smith Jane", "m", "their note"),
        CollectError("4180", ERROR, "Al Jones", "m"),
        CollectError("4180", ERROR, "Smith, Jane", "m"),
    ]
    found = beside(ours, theirs, {note_key(ours[0]): QueryNote("our note")})
    assert [(pair.rule, pair.person) for pair in found.both] == [("4160", "SMITH, Jane"), ("4180", "JONES, Al")]
    assert found.both[0].notes == ("our note", "their note")
    assert (len(found.both[1].ours), len(found.both[1].theirs)) == (2, 1)
    assert [(pair.rule, pair.person) for pair in found.theirs_only] == [("4180", "Smith, Jane")]
    assert [(pair.rule, pair.person) for pair in found.ours_only] == [("X31", "")]


@given(st.text(alphabet=st.sampled_from("4160Q,\t\n\"' aEqErrorNumber:\x00"), max_size=200))
def test_any_text_is_a_list_or_told(text: str) -> None:
    try:
        found = read_collect_list(text)
    except CollectListError:
        return
    assert found
    assert all(one.number.rstrip("Q").isdigit() and one.row >= 1 for one in found)

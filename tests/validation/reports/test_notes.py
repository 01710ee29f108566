"""Query notes: suggested notes with their placeholders filled, and the sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from swf_desktop.collection import Collection
from tests.validation.reports.report_samples import some_findings
from validation.finding import Finding, Severity
from validation.reports.notes import NoteKey, QueryNote, note_key, suggested_note, write_query_notes


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


def _with_note(collection: Collection, message: str, note: str) -> Collection:
    row = replace(collection.rules["4160Q"], message=message, note=note)
    return replace(collection, rules={**collection.rules, "4160Q": row})


@pytest.mark.parametrize(
    ("template", "message", "note", "filled"),
    [
        ("{person} is {age} years old.", "SMITH, Jane is 71 years old.", "Age {age} is right.", "Age 71 is right."),
        ("{person} {x} {person}", "A b A", "{x} of {person}", "b of A"),
        ("{person} {x} {person}", "A b C", "{x} of {person}", "… of P"),
        ("No {value}.", "Something else.", "It is {value}, {when}.", "It is V, …."),
        ("a (b)* {x}", "a (b)* line\nbreak", "{x}", "line\nbreak"),
        ("{x}", "x", "", ""),
        ("{x}", "x", "Plain {{braces}}.", "Plain {braces}."),
    ],
)
def test_placeholders_are_read_back(
    collection: Collection, template: str, message: str, note: str, filled: str
) -> None:
    finding = Finding("4160Q", Severity.QUERY, message, "", "P", "staff.NINumber", "V")
    assert suggested_note(finding, _with_note(collection, template, note)) == filled


@given(st.text(min_size=1, max_size=30), st.integers(0, 99))
def test_what_filled_a_message_fills_its_note(name: str, age: int) -> None:
    changed = _with_note(Collection.load(2013), "{person} is {age} years old.", "{person}: {age}.")
    finding = Finding("4160Q", Severity.QUERY, f"{name} is {age} years old.", "", "P")
    assert suggested_note(finding, changed) == f"{name}: {age}."


def test_no_rule_no_note(collection: Collection) -> None:
    assert suggested_note(Finding("column", Severity.QUERY, "m", "a"), collection) == ""


def test_the_sheet_holds_queries_only_and_loses_no_note(collection: Collection, tmp_path: Path) -> None:
    findings = some_findings(collection)
    query = next(finding for finding in findings if finding.rule == "4160Q")
    assert note_key(query) == NoteKey("4160Q", "PersonRef:5", "staff.NINumber")
    notes = {
        note_key(query): QueryNote("=applied for", True),
        NoteKey("4210Q", "PersonRef:9", "staff.PersonBirthDate"): QueryNote("Checked."),
    }
    path = write_query_notes(findings, notes, tmp_path / "n.xlsx", collection)
    book = load_workbook(path)
    assert book.sheetnames == ["Query notes", "Notes without a query"]
    rows = [[cell.value for cell in row] for row in book["Query notes"].iter_rows()]
    assert rows[0] == [
        "Rule",
        "What it is about",
        "Person",
        "Item",
        "Value",
        "Query",
        "Suggested note",
        "Our note",
        "Entered in COLLECT",
        "Record key",
        "Item key",
    ]
    assert rows[1] == [
        "4160Q",
        "National Insurance number missing",
        "SMITH, Jane",
        "National Insurance number",
        None,
        "SMITH, Jane has no National Insurance number.",
        collection.rules["4160Q"].note,
        "=applied for",
        "☑",
        "PersonRef:5",
        "staff.NINumber",
    ]
    assert [rows[2][0], rows[2][2], rows[2][8]] == ["X31", "The return", "☐"]
    assert len(rows) == 3
    assert book["Query notes"]["H2"].data_type == "s"
    assert book["Query notes"]["H2"].quotePrefix
    assert [cell.value for cell in book["Notes without a query"][2]] == [
        "4210Q",
        collection.rules["4210Q"].title,
        "PersonRef:9",
        "Date of birth",
        "Checked.",
    ]
    again = write_query_notes(list(reversed(findings)), notes, tmp_path / "n2.xlsx", collection)
    assert again.read_bytes() == path.read_bytes()

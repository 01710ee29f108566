"""The sheet of query notes comes back: what was filled in is taken, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from converters.after.notes_back import read_query_notes, take_query_notes
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from converters.workspace import kept_notes
from swf_desktop.record import Return
from swf_desktop.workspace.workspace import Workspace
from tests.known_good import change, collection, school
from ui.cli.main import app
from validation.engine import check
from validation.finding import Severity
from validation.reports.notes import NoteKey, QueryNote, note_key, write_query_notes


def queried() -> Return:
    return_ = school()
    steps = [{"at": name, "set": {"NINumber": ""}} for name in ("teacher", "ta", "support", "upper")]
    assert len(list(change(return_, steps))) == 4
    return return_


def sheet_of(notes: dict[NoteKey, QueryNote], path: Path) -> list[NoteKey]:
    findings = check(queried(), collection())
    write_query_notes(findings, notes, path, collection())
    return [note_key(finding) for finding in findings if finding.severity is Severity.QUERY]


def test_what_was_filled_in_is_taken_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "query notes.xlsx"
    keys = sheet_of({}, path)
    first, second, third, fourth = keys
    kept = {first: QueryNote("as it was", True), second: QueryNote("old words")}
    sheet_of(kept, path)
    with Workspace.open(tmp_path / "a.swfreturn") as workspace:
        for key, note in kept.items():
            workspace.note(*key, note.text)
        unchanged = take_query_notes(workspace, read_query_notes(read_source(path)))
        assert (unchanged.notes, unchanged.kept) == (0, 0)
        book = load_workbook(path)
        sheet = book["Query notes"]
        rows = {sheet.cell(row, 10).value: row for row in range(2, sheet.max_row + 1)}
        sheet.cell(rows[second.record], 8).value = "new words"
        sheet.cell(rows[third.record], 8).value = "  a third note "
        sheet.cell(rows[third.record], 9).value = "yes"
        sheet.cell(rows[first.record], 8).value = None
        # Sorted another way by whoever filled it in.
        moved = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(moved), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        book.save(path)
        taken = take_query_notes(workspace, read_query_notes(read_source(path)))
        assert (taken.notes, taken.kept) == (2, 1)
        assert kept_notes(workspace) == {
            first: QueryNote("as it was", True),
            second: QueryNote("new words"),
            third: QueryNote("a third note", True),
        }
        assert fourth not in kept_notes(workspace)


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Rule,Note\n4160Q,hello\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no sheet of query notes"):
        read_query_notes(read_source(tmp_path / "a.csv"))


def test_a_row_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "query notes.xlsx"
    sheet_of({}, path)
    book = load_workbook(path)
    sheet = book["Query notes"]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)
    back = read_query_notes(read_source(path))
    assert len(back.notes) == 4
    assert len(back.problems) == 1
    assert "second row" in back.problems[0]


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "query notes.xlsx"
    sheet_of({}, path)
    Workspace.open(tmp_path / "a.swfreturn").close()
    result = CliRunner().invoke(app, ["notes", str(path), str(tmp_path / "a.swfreturn")])
    assert result.exit_code == 0, result.output
    assert "0 notes and 0 ticks taken" in result.output
    assert CliRunner().invoke(app, ["notes", str(path), str(tmp_path / "none.swfreturn")]).exit_code == 2

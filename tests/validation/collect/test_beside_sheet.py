"""COLLECT's list beside ours, as a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from swf_desktop.collection import Collection
from tests.validation.reports.report_samples import person
from validation.collect.beside_sheet import write_beside_xlsx
from validation.collect.errors import CollectError, beside
from validation.finding import Finding, Severity

ERROR, QUERY = Severity.ERROR, Severity.QUERY


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


def _finding(rule: str, record: object, label: str | None) -> Finding:
    return Finding(rule, QUERY if rule.endswith("Q") else ERROR, "m", "a", label, record=record)  # type: ignore[arg-type]


def test_side_by_side_as_a_workbook(collection: Collection, tmp_path: Path) -> None:
    jane = person(collection, "Smith", "Jane", 5)
    ours = [_finding("4160Q", jane, "SMITH, Jane"), _finding("X31", None, None)]
    theirs = [CollectError("4160Q", QUERY, "Smith Jane", "=no number", "note"), CollectError("9999", None, "", "?")]
    path = write_beside_xlsx(beside(ours, theirs), tmp_path / "b.xlsx", collection)
    book = load_workbook(path)
    assert book.sheetnames == ["COLLECT only", "Ours only", "Both"]
    title = collection.rules["4160Q"].title
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book}
    assert rows["Both"] == [["4160", title, "SMITH, Jane", 1, 1, "=no number", "m", "a", "note"]]
    assert book["Both"]["F2"].data_type != "f"
    assert [row[:5] for row in rows["COLLECT only"]] == [["9999", None, "The return", 1, 0]]
    assert [row[3:8] for row in rows["Ours only"]] == [[0, 1, None, "m", "a"]]

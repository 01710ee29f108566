"""The findings as a workbook, a page, JSON and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from swf_desktop.collection import Collection
from swf_desktop.record import Source
from tests.validation.reports.report_samples import a_return, some_findings
from validation.finding import Finding, Severity
from validation.reports.findings import (
    findings_csv,
    findings_html,
    findings_json,
    write_findings_csv,
    write_findings_html,
    write_findings_xlsx,
)
from validation.reports.page import Heading, grouped, natural, part_of

ALL = ["Overview", "Causes", "Rules", "All findings", "Return", "Staff", "Contracts", "Reading the files"]


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


@pytest.fixture
def findings(collection: Collection) -> list[Finding]:
    return some_findings(collection)


@pytest.fixture
def heading(collection: Collection) -> Heading:
    return Heading.of(collection, a_return(collection), school="Harbour Lane Primary School")


def test_json_has_exactly_the_keys_promised(findings: list[Finding], collection: Collection) -> None:
    entries = findings_json(findings, "r.xml", collection)
    assert [entry["rule"] for entry in entries] == ["4180", "4710", "4160Q", "X31", "column"]
    assert entries[0] == {
        "return": "r.xml",
        "rule": "4180",
        "severity": "error",
        "message": 'Gender of JONES, =cmd is "-x".',
        "action": "+Choose a gender.",
        "person": "JONES, =cmd",
        "field": "staff.GenderCurrent",
        "value": "-x",
        "source": {"file": "hr.xlsx", "sheet": "Staff", "row": 6, "column": "E"},
        "xpath": "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[2]/StaffDetails/GenderCurrent",
        "count": 1,
        "people": [
            {
                key: entries[0][key]
                for key in ("rule", "severity", "message", "field", "person", "value", "source", "xpath")
            }
        ],
    }
    assert entries[3]["source"] == {"file": None, "sheet": None, "row": None, "column": None}
    assert (entries[3]["person"], entries[3]["field"], entries[3]["value"], entries[3]["xpath"]) == (
        None,
        None,
        None,
        "/Message",
    )


def test_csv_holds_the_same_and_no_formula(findings: list[Finding], tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(findings_csv(findings, "=r"), newline="")))
    heads = "return,rule,severity,message,action,person,field,value,file,sheet,row,column,xpath"
    assert rows[0] == heads.split(",")
    assert len(rows) == 6
    assert rows[1][:9] == [
        "'=r",
        "4180",
        "error",
        'Gender of JONES, =cmd is "-x".',
        "'+Choose a gender.",
        "JONES, =cmd",
        "staff.GenderCurrent",
        "'-x",
        "hr.xlsx",
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    written = write_findings_csv(findings, tmp_path / "f.csv", "=r").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfreturn,rule")
    assert b"\r\r\n" not in written


def test_workbook_has_a_sheet_for_each_part_with_a_filter(
    findings: list[Finding], collection: Collection, heading: Heading, tmp_path: Path
) -> None:
    path = write_findings_xlsx(findings, tmp_path / "f.xlsx", collection, heading)
    book = load_workbook(path)
    assert book.sheetnames == ALL
    for name in ALL[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{'G' if name in ('Rules', 'Causes') else 'L'}{sheet.max_row}"
    assert [cell.value for cell in book["All findings"][1]] == [
        "Severity",
        "Rule",
        "Person",
        "Item",
        "Value",
        "What is wrong",
        "What to do",
        "File",
        "Sheet",
        "Row",
        "Column",
        "XML element",
    ]
    assert [[cell.value for cell in row] for row in book["Contracts"].iter_rows(min_row=2)] == [
        [
            "■ Error",
            "4710",
            "SMITH, Jane",
            "Contract",
            None,
            "A contract of SMITH, Jane has no role.",
            "Give it a role.",
            None,
            None,
            None,
            None,
            "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]/ContractOrServiceGroup/ContractOrService[1]",
        ]
    ]
    assert [[cell.value for cell in row][:5] for row in book["Rules"].iter_rows(min_row=2)] == [
        ["■ Error", "4180", collection.rules["4180"].title, 1, 1],
        ["■ Error", "4710", collection.rules["4710"].title, 1, 1],
        ["□ Query", "4160Q", collection.rules["4160Q"].title, 1, 1],
        ["□ Query", "X31", collection.rules["X31"].title if "X31" in collection.rules else "X31", 1, 0],
        ["○ Question", "column", "Column", 1, 0],
    ]
    overview = {row[0].value: row[1].value for row in book["Overview"].iter_rows()}
    assert overview["Findings in all"] == 5
    assert (overview["■ Error"], overview["□ Query"], overview["○ Question"]) == (2, 2, 1)
    assert sum(overview[part] for part in ALL[4:]) == 5


def test_no_cell_of_the_workbook_is_a_formula(findings: list[Finding], collection: Collection, tmp_path: Path) -> None:
    evil = Finding(
        "4180", Severity.ERROR, "=1+1", "@x", "+y", "staff.GenderCurrent", "\tz", Source("-f", None, 1, None)
    )
    bad = Finding("4180", Severity.ERROR, "a\x00b\x0b" + "c" * 40_000, "d")
    book = load_workbook(write_findings_xlsx([*findings, evil, bad], tmp_path / "f.xlsx", collection))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    row = [cell for cell in book["All findings"][4] if cell.value is not None]
    cells = {cell.value: cell.quotePrefix for line in book["All findings"].iter_rows() for cell in line}
    assert row
    assert all(cells[text] for text in ("=1+1", "@x", "+y", "-f", "-x", "+Choose a gender."))
    assert any(text and str(text).startswith("a�b�ccc") and len(str(text)) == 32767 for text in cells)


def test_same_findings_give_the_same_bytes_in_any_order(
    findings: list[Finding], collection: Collection, heading: Heading, tmp_path: Path
) -> None:
    turned = list(reversed(findings))
    first = write_findings_xlsx(findings, tmp_path / "1.xlsx", collection, heading).read_bytes()
    assert write_findings_xlsx(turned, tmp_path / "2.xlsx", collection, heading).read_bytes() == first
    assert findings_html(turned, heading) == findings_html(findings, heading)
    assert findings_csv(turned, "r") == findings_csv(findings, "r")


def test_page_shows_the_true_total_in_words_and_marks(
    findings: list[Finding], heading: Heading, tmp_path: Path
) -> None:
    page = write_findings_html(findings * 50, tmp_path / "f.html", heading).read_text(encoding="utf-8")
    assert "250 findings in all, about 2 people" in page
    for words in ("■ 100 errors", "□ 100 queries", "○ 50 questions"):
        assert words in page
    assert "Harbour Lane Primary School (999/2999)" in page
    assert "School Workforce Census, 07/11/2013" in page
    assert heading.pack.fingerprint in page
    assert page.count("What is column &lt;Grade&gt;?") == 50
    assert "<Grade>" not in page
    assert page.count("<b>SMITH, Jane</b>") == 2
    assert 'rowspan="50"' in page


def test_page_without_findings_says_so(heading: Heading) -> None:
    page = findings_html([], heading)
    assert "0 findings in all" in page
    assert "■ 0 errors" in page
    assert "Nothing was found" in page


def test_known_issues_and_doubts_are_told(collection: Collection) -> None:
    known = next(row for row in collection.rules.values() if row.state == "known issue")
    (group,) = grouped([Finding(known.number, Severity.QUERY, "m", "a")], collection)
    assert group.doubt.startswith(f"Known issue: {known.state_reason}".rstrip(". "))


@pytest.mark.parametrize(
    ("field", "severity", "part"),
    [
        ("role.BasePay", Severity.ERROR, "Roles"),
        ("payment.PaymentType", Severity.ERROR, "Additional payments"),
        ("headcount.SupHeadCount", Severity.QUERY, "School"),
        ("la.EdPsychsFT", Severity.QUERY, "Local authority"),
        (None, Severity.SCHEMA, "Return"),
        ("staff.NINumber", Severity.REPAIR, "Reading the files"),
    ],
)
def test_parts(field: str | None, severity: Severity, part: str) -> None:
    assert part_of(Finding("1", severity, "m", "a", field=field)) == part


def test_rules_sort_by_number() -> None:
    assert sorted(["X10", "4430", "X9", "700"], key=natural) == ["700", "4430", "X9", "X10"]

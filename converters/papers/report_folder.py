"""The files of a report folder: everything that is handed on beside the return itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from converters.built import Built, OneReturn
from converters.papers.pay_sheet import write_pay_sheet
from converters.papers.question_sheet import ADDRESSEES, write_question_sheets
from converters.papers.recognised import HOW_READ
from converters.papers.who import who
from converters.papers.who_sheet import write_who_is_in
from swf_desktop.files.writing import write_text
from validation.collect.after_load import after_load_page
from validation.finding import Finding
from validation.reports.findings import write_findings_csv, write_findings_html, write_findings_xlsx
from validation.reports.notes import NoteKey, QueryNote, write_query_notes
from validation.reports.page import Heading
from validation.reports.summary.summary import summarise, summary_html

NAMES: Final = (
    "findings.html",
    "findings.xlsx",
    "findings.csv",
    "query notes.xlsx",
    "summary.html",
    "what COLLECT will show.html",
    "pay sheet.xlsx",
    "who is in.xlsx",
    *(f"questions for {name}.xlsx" for name in ADDRESSEES),
    "how the files were read.txt",
    "recipe.toml",
)
"""What a report folder may hold: looked at before anything is read. The recipe is put there by who calls."""


def write_reports(
    built: Built,
    one: OneReturn,
    findings: list[Finding],
    folder: Path,
    now: datetime,
    notes: Mapping[NoteKey, QueryNote] | None = None,
    *,
    name: str = "",
) -> list[Path]:
    """Write findings (.html, .xlsx, .csv), summary, notes, pay sheet, who is in and the question sheets into a folder.

    The folder is made where it is missing. now: the time that pages carry. notes: the
    user's own to queries, see `ui.kept_notes`. name: of the school; empty where nobody gave it. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collection = one.collection
    school = one.return_.school
    heading = Heading.of(collection, one.return_, school=name, made=now, first=built.first)
    file = one.loaded.return_.name if one.loaded is not None else one.file_name("001")
    summary = summarise(one.return_, collection, findings, one.level)
    written = [
        write_findings_html(findings, folder / "findings.html", heading),
        write_findings_xlsx(findings, folder / "findings.xlsx", collection, heading),
        write_findings_csv(findings, folder / "findings.csv", file),
        write_query_notes(findings, notes or {}, folder / "query notes.xlsx", collection, heading),
        write_text(folder / "summary.html", summary_html(summary, school=name, made=now, first=built.first)),
        write_text(folder / "what COLLECT will show.html", after_load_page(findings, heading)),
    ]
    if built.payroll is not None:
        title = f"{one.lea}/{one.estab}" if school is not None and one.estab else one.lea
        written.append(write_pay_sheet(built.payroll, folder / "pay sheet.xlsx", collection, title=title))
    written.append(write_who_is_in(who(built, one), folder / "who is in.xlsx", collection))
    written += write_question_sheets(built, findings, folder, collection)
    if built.notes:
        notes_text = "\n".join([HOW_READ, "", *built.notes]) + "\n"
        written.append(write_text(folder / "how the files were read.txt", notes_text))
    return written

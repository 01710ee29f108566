"""The answer sheet of a practice return: every planted fault, where it stands and how it is mended, to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.practice import SENTENCE
from swf_desktop.words import SEVERITIES
from validation.finding import Finding, Severity
from validation.reports.page import render


@dataclass(frozen=True, slots=True)
class Answer:
    """One fault that the check finds. cell: where it stands in the workbook, empty where it is in the return alone."""

    rule: str
    severity: Severity
    person: str
    title: str
    message: str
    mend: str
    cell: str

    @classmethod
    def of(cls, finding: Finding, cell: str) -> Answer:
        """Return the answer to a finding of the return."""
        return cls(finding.rule, finding.severity, finding.person or "", "", finding.message, finding.action, cell)

    @property
    def kind(self) -> str:
        """How bad it is, in a word."""
        return SEVERITIES[self.severity].one


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All that the page says.

    answers: of the return. in_files: faults of the workbook alone. besides: what else the program says of the workbook,
    because of them. left_out: faults that were not planted, each with the reason.
    """

    title: str
    collection: Collection
    order: str
    seed: int
    message: str
    workbook: str
    answers: tuple[Answer, ...]
    in_files: tuple[Answer, ...]
    besides: tuple[Answer, ...]
    left_out: tuple[tuple[str, str], ...]


def write_answer_sheet(sheet: AnswerSheet, path: Path) -> Path:
    """Write the page; the same bytes for the same faults. Raises OSError."""
    text = render("answer_sheet.html", sheet=sheet, sentence=SENTENCE)
    return write_text(path, text)

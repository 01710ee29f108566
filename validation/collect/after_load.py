"""What COLLECT will show after the upload, made from our findings and labelled as ours, and who does what there.

COLLECT counts errors and queries of the return; here the counts of our own check stand as such a page lists them. That
the two agree nobody has proved: COLLECT has checks that we cannot make, and some of ours are not the department's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.words import with_titles
from validation.finding import Finding, Severity
from validation.reports.page import Heading, natural, render

OURS: Final = (
    "Made from the findings of this program, before the upload. COLLECT's own list may differ: it checks some things "
    "that only the department can, and rules whose number begins with X are ours alone and are not counted here."
)

_WHOLE: Final = frozenset({"message", "school", "la", "vacancy", "headcount"})


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of the list: how often it fires, at return level and at person level."""

    rule: str
    title: str
    severity: Severity
    at_return: int
    at_people: int


@dataclass(frozen=True, slots=True)
class AfterLoad:
    """The counts. ours: findings of checks that COLLECT does not have, which it will not show."""

    lines: tuple[Line, ...]
    ours: int

    def count(self, severity: Severity, *, people: bool) -> int:
        """Return how many findings of a severity stand at person level, or at return level."""
        return sum(line.at_people if people else line.at_return for line in self.lines if line.severity is severity)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of COLLECT: who does it, and what this program has to do with it."""

    name: str
    who: str
    what: str
    here: str


STAGES: Final = (
    Stage(
        "Load",
        "The school, or its authority",
        "The file is uploaded; COLLECT reads it and checks it.",
        with_titles("{finish} writes the file."),
    ),
    Stage(
        "Errors and queries",
        "The school",
        "Each error is fixed, each query fixed or explained.",
        with_titles("{check} shows what our check finds."),
    ),
    Stage("Notes", "The school", "A note for each query that stands.", "The workbook of notes holds their words."),
    Stage(
        "Submit", "The school's head", "The return goes to the authority.", "This program stops here: it sends nothing."
    ),
    Stage("Approve", "The authority, or for an academy the school", "The return is looked at and approved.", "-"),
    Stage("Authorise", "The department", "The return is accepted.", "The return here can be locked, with the day."),
)
"""The stages in their order, in general terms: COLLECT's own guide has the names of its buttons."""


def after_load(findings: Iterable[Finding], collection: Collection) -> AfterLoad:
    """Count findings as COLLECT's list would: by rule, at return level and at person level."""
    counted: dict[str, list[int]] = {}
    ours = 0
    for finding in findings:
        if finding.severity not in (Severity.ERROR, Severity.QUERY):
            continue
        row = collection.rules.get(finding.rule)
        if row is None or not row.official:
            ours += 1
            continue
        whole = finding.person is None and (finding.record is None or finding.record.kind in _WHOLE)
        counted.setdefault(finding.rule, [0, 0])[0 if whole else 1] += 1
    lines = [
        Line(rule, collection.rules[rule].title, _severity(collection, rule), *counts)
        for rule, counts in sorted(counted.items(), key=lambda item: natural(item[0]))
    ]
    return AfterLoad(tuple(lines), ours)


def _severity(collection: Collection, rule: str) -> Severity:
    return Severity.ERROR if collection.rules[rule].severity == "error" else Severity.QUERY


def after_load_page(findings: Iterable[Finding], heading: Heading) -> str:
    """Return the page, as HTML."""
    shown = after_load(findings, heading.collection)
    return render(
        "after_load.html",
        heading=heading,
        shown=shown,
        stages=STAGES,
        ours=OURS,
        errors=Severity.ERROR,
        queries=Severity.QUERY,
    )

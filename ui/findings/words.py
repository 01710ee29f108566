"""Findings in words."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from swf_desktop.words import SEVERITIES, severity_count
from ui.session.session import Session

if TYPE_CHECKING:
    from validation.finding import Finding


def finding_text(session: Session, finding: Finding) -> str:
    """Return what a finding says and what to do; while names and pay are hidden, only what kind of thing it is."""
    if not session.private or session.collection is None:
        return f"{finding.message} {finding.action}".strip()
    rule = session.collection.rules.get(finding.rule)
    return rule.title if rule is not None else "Details are hidden."


def finding_who(session: Session, finding: Finding) -> str:
    """Return who a finding is about, as people name them."""
    if finding.person is None:
        return ""
    person = finding.record.person() if finding.record is not None else None
    return session.shown.name_of(person) if person is not None else finding.person


def finding_rule(finding: Finding) -> str:
    """Return a rule's number; nothing for what is no rule."""
    return "" if finding.rule in ("question", "conflict", "schema") else finding.rule


def counts_text(findings: list[Finding], *, questions: bool = True) -> str:
    """Return the true totals: `3 errors, 1 query, 2 questions`. questions: whether those are counted too."""
    found: Counter[str] = Counter()
    # They come in the order of severity, so the end of each run is looked for, and nothing counted one by one.
    start = 0
    while start < len(findings):
        severity = findings[start].severity
        stop = bisect_right(findings, False, start, key=lambda finding: finding.severity is not severity)
        found[str(severity)] += stop - start
        start = stop
    left_out = ("repair",) if questions else ("repair", "question")
    said = [severity_count(name, found[name]) for name in SEVERITIES if name not in left_out and found[name]]
    return ", ".join(said) or "Nothing is wrong"

"""What the commands print for people: findings, tables and complaints, in words that also read well in a log file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from converters.built import Progress as Report
from validation.finding import Finding, Severity
from validation.reports.findings import place_words

ORDER = (Severity.SCHEMA, Severity.ERROR, Severity.QUERY, Severity.QUESTION, Severity.REPAIR)
WORDS = {
    Severity.SCHEMA: ("fault of structure", "faults of structure"),
    Severity.ERROR: ("error", "errors"),
    Severity.QUERY: ("query", "queries"),
    Severity.QUESTION: ("question", "questions"),
    Severity.REPAIR: ("repair", "repairs"),
}
"""One and many of each severity."""

LISTED = 40
"""How many findings of one severity are printed before the rest is left to the report."""


def console(*, err: bool = False) -> Console:
    """Return a console; where output is no terminal its lines stay whole: a log is searched, not read at 80 columns."""
    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else 200
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=not stream.isatty())


def complain(file: str | None, found: str, remedy: str) -> None:
    """Say on standard error what stopped the command: which file, what was found, what to do."""
    place = f"{file}: " if file else ""
    console(err=True).print(f"{place}{found}\n  {remedy}")


def counts(findings: Iterable[Finding]) -> str:
    """Return the totals in one line: `0 errors, 2 queries, 3 questions, 41 repairs`."""
    found = Counter(finding.severity for finding in findings)
    shown = [severity for severity in ORDER if found[severity] or severity in (Severity.ERROR, Severity.QUERY)]
    return ", ".join(_counted(found[severity], severity) for severity in shown)


def _counted(number: int, severity: Severity) -> str:
    one, many = WORDS[severity]
    return f"{number} {one if number == 1 else many}"


def print_findings(findings: Sequence[Finding], *, err: bool = False) -> None:
    """Print findings, the worst first, with person, place, message and what to do; repairs only counted by kind."""
    out = console(err=err)
    for severity in ORDER:
        of_severity = [finding for finding in findings if finding.severity is severity]
        if not of_severity:
            continue
        if severity is Severity.REPAIR:
            kinds = Counter(finding.rule for finding in of_severity)
            listed = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
            counted = _counted(len(of_severity), severity)
            out.print(f"\n{counted} on the way in, each listed in the report and in --json: {listed}")
            continue
        out.print(f"\n{_counted(len(of_severity), severity)}")
        for finding in of_severity[:LISTED]:
            named = finding.person is None or finding.person in finding.message
            who = "" if named else f"{finding.person}: "
            out.print(Text(f"  [{finding.rule}] {who}{finding.message}"))
            where = place_words(finding)
            out.print(Text(f"      {finding.action}" + (f"  ({where})" if where else "")))
        if len(of_severity) > LISTED:
            out.print(f"  ... and {len(of_severity) - LISTED} more: see the report.")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*[Text(cell) for cell in row])
    console().print(table)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Report]:
    """Show how far long work has come, on standard error and only where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(err=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)

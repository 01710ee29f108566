"""What the commands print for people: findings, tables and complaints, in words that also read well in a log file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from converters.built import Progress as Report
from swf_desktop.collection import Collection
from swf_desktop.record import place_words
from swf_desktop.words import counted, severity_count
from validation.causes import Cause, causes
from validation.finding import ORDER, Finding, Severity

LISTED = 40
"""How many findings of one severity are printed before the rest is left to the report."""


_CONTROLS: Final = dict.fromkeys(
    [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\N{REPLACEMENT CHARACTER}",
)
"""Characters that move a terminal's cursor, change its colours or title, or turn the order of what it shows."""

del _CONTROLS[ord("\n")], _CONTROLS[ord("\t")]


def without_controls(text: str) -> str:
    """Return a text that a terminal only shows: what a file's cells hold never works it."""
    return text.translate(_CONTROLS)


class _Plain(Console):
    """A console through which no control character of data comes; its own colours and cursor are left to it."""

    def render_str(self, text: str, *args: Any, **settings: Any) -> Text:
        return super().render_str(without_controls(text), *args, **settings)

    def print(self, *objects: Any, **settings: Any) -> None:
        super().print(*map(_shown, objects), **settings)


def _shown(thing: Any) -> Any:
    if isinstance(thing, str):
        return without_controls(thing)
    if isinstance(thing, Text):
        thing.plain = without_controls(thing.plain)
    return thing


def console(*, err: bool = False) -> Console:
    """Return a console; where output is no terminal its lines stay whole: a log is searched, not read at 80 columns."""
    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else 200
    return _Plain(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=not stream.isatty())


def complain(file: str | None, found: str, remedy: str) -> None:
    """Say on standard error what stopped the command: which file, what was found, what to do."""
    place = f"{file}: " if file else ""
    console(err=True).print(f"{place}{found}\n  {remedy}")


def counts(findings: Iterable[Finding]) -> str:
    """Return the totals in one line: `0 errors, 2 queries, 3 questions, 41 repairs`."""
    return ", ".join(severity_count(severity, number) for severity, number in counted_by_severity(findings).items())


def counted_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings of each severity there are, as COLLECT counts them; errors and queries always."""
    found = Counter(finding.severity for finding in findings)
    return {one: found[one] for one in ORDER if found[one] or one in (Severity.ERROR, Severity.QUERY)}


def print_findings(
    findings: Sequence[Finding], collection: Collection | None = None, *, waiting: int = 0, err: bool = False
) -> None:
    """Print findings by their causes: questions first, then the worst; repairs only counted by kind.

    waiting: how many errors and queries wait for an answer to a question.
    """
    out = console(err=err)
    of_severity: dict[Severity, list[Cause]] = {}
    for cause in causes(findings, collection):
        of_severity.setdefault(cause.lead.severity, []).append(cause)
    number = Counter(finding.severity for finding in findings)
    graded = number[Severity.ERROR] + number[Severity.QUERY]
    for severity in (Severity.QUESTION, *(one for one in ORDER if one is not Severity.QUESTION)):
        found = of_severity.get(severity)
        if not found:
            continue
        if severity is Severity.REPAIR:
            kinds = Counter(finding.rule for finding in findings if finding.severity is severity)
            listed = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
            said = severity_count(severity, number[severity])
            out.print(f"\n{said} on the way in, each listed in the report and in --json: {listed}")
            continue
        out.print(f"\n{severity_count(severity, number[severity])}{_of_causes(len(found), number[severity])}")
        if severity is Severity.QUESTION and waiting:
            decide = counted(len(found), "question decides", "questions decide")
            out.print(f"  {decide} {waiting} of the {graded} errors and queries: answer first.")
        for cause in found[:LISTED]:
            _print_cause(out, cause)
        if len(found) > LISTED:
            out.print(f"  ... and {len(found) - LISTED} more: see the report.")


def _of_causes(causes: int, findings: int) -> str:
    """Say of how many causes so many findings are, where that is fewer."""
    return "" if causes == findings else f", of {counted(causes, 'cause')}"


def _print_cause(out: Console, cause: Cause) -> None:
    lead = cause.lead
    named = lead.person is None or lead.person in cause.message or len(cause.findings) > 1
    out.print(Text(f"  [{lead.rule}] {'' if named else f'{lead.person}: '}{cause.message}"))
    where = place_words(lead.source) if len(cause.findings) == 1 else ""
    out.print(Text(f"      {cause.action}" + (f"  ({where})" if where else "")))
    if cause.names:
        out.print(Text(f"      {'; '.join(cause.names)}"))
    if cause.folded:
        rules = Counter(finding.rule for finding in cause.folded)
        out.print(Text("      With it goes: " + ", ".join(f"{count} of {rule}" for rule, count in rules.items()) + "."))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*[Text(without_controls(cell)) for cell in row])
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

"""Commands that look things up or write something to start from: pay tables, codes, rules, template, sample."""

from __future__ import annotations

from pathlib import Path

from converters.papers.template import write_template
from converters.request import CannotRun
from converters.sample.forms import write_sample_form
from converters.sample.later import write_sample_of
from swf_desktop.collection import Collection, RuleRow, collection_years
from swf_desktop.pay.checks import annex5_table
from ui.cli.console import console, print_table


def print_annex5(year: int, region: str | None, scale: str | None) -> None:
    """Print the pay tables of a year."""
    tables = annex5_table(Collection.load(year), region=region, scale=scale)
    if not tables:
        raise CannotRun("There is no such table.", "Regions are LI, LO, LF and EW; scales TE, TU, UT, LD and AS.")
    for table in tables:
        rows = [
            (point, *("" if f is None else f"{f.annual:,}{f.mark}" for f in figures)) for point, figures in table.rows
        ]
        print_table(("Point", *table.regions), rows, title=f"{table.scale}  {table.title}: {table.name}")
        for document in table.documents:
            console().print(f"  {document}")
        marks = {f.mark: f.evidence for _, figures in table.rows for f in figures if f is not None and f.mark}
        for mark, evidence in marks.items():
            console().print(f"  {mark} {evidence}")
        console().print()


def write_template_file(path: Path, year: int) -> None:
    """Write the template."""
    console().print(f"Written: {write_template(path, Collection.load(year))}")


def write_sample_files(folder: Path, form: str, year: int) -> None:
    """Write the sample school's files: of a later year where it has some, else of the first in one of their forms.

    The other forms (a database, a workbook, a return of another system) are of the first year.
    """
    for path in write_sample_of(folder, year) if form == "payroll" else write_sample_form(folder, form):
        console().print(f"Written: {path}")


def print_codes(year: int, wanted: str | None) -> None:
    """Print the code sets of a year, or those whose number or name holds a text."""
    sets = Collection.load(year).code_sets
    if wanted is None:
        print_table(("Set", "Name", "Codes"), ((s.id, s.name, str(len(s.codes))) for s in sets.values()))
        return
    exact = [s for s in sets.values() if s.id.casefold() == wanted.casefold()]
    found = exact or [s for s in sets.values() if wanted.casefold() in f"{s.id} {s.name}".casefold()]
    if not found:
        raise CannotRun(f"There is no code set {wanted!r} in {year}.", "swf-desktop codes, without a name, lists them.")
    for code_set in found:
        rows = [(code.code, code.description, code.confidence) for code in code_set.codes.values()]
        print_table(("Code", "Meaning", "How sure"), rows, title=f"{code_set.id}  {code_set.name}")
        if code_set.membership == "examples":
            console().print("  These are main groups; finer codes of the same form are valid too.")
        console().print()


def print_rules(number: str | None, year: int | None) -> None:
    """Print the rules, or everything about one."""
    rows = list(Collection.load(collection_years()[0]).rules.values())
    if year is not None:
        rows = [row for row in rows if row.in_year(year)]
    if number is None:
        print_table(
            ("Rule", "Severity", "State", "Where", "Title"),
            ((row.number, row.severity, row.state, row.where, row.title) for row in rows),
        )
        return
    found = [row for row in rows if row.number.casefold() in (number.casefold(), f"{number}q".casefold())]
    if not found:
        raise CannotRun(f"There is no rule {number!r}.", "swf-desktop rules, without a number, lists them.")
    for row in found:
        _print_rule(row)


def _print_rule(row: RuleRow) -> None:
    out = console()
    years = f"{row.since or '?'} to {row.until or 'now'}"
    out.print(f"{row.number}  {row.title}")
    if not row.official:
        out.print("  A check of our own: the department has none of this number.")
    for label, text in (
        ("Severity", row.severity),
        ("State", row.state + (f" ({row.state_reason})" if row.state_reason else "")),
        ("Checked", row.where),
        ("Years", years),
        ("Reads", ", ".join(row.items)),
        ("Condition", row.condition),
        ("Message", row.message),
        ("What to do", row.action),
        ("Note for COLLECT", row.note),
        ("Known from", row.basis),
        ("How sure", row.confidence),
    ):
        if text:
            out.print(f"  {label}: {text}")

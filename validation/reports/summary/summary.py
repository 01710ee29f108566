"""The school summary: what the return says, table by table, for the head to check and sign.

The tables are the department's by name and order, without those that 2013 does not collect; words and layout are ours.
No person is named in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from swf_desktop.collection import Collection, RuleRow
from swf_desktop.record import Return
from validation.finding import Finding, Severity
from validation.reports.page import Count, Heading, RuleGroup, counts, grouped, render
from validation.reports.status import standing
from validation.reports.summary.chart import draw
from validation.reports.summary.counted import Chart, Column, Counted, Part, SummaryTable
from validation.reports.summary.other import table_n, table_o, table_p, table_psychologists, table_q, table_r, table_s
from validation.reports.summary.pay import table_pay
from validation.reports.summary.staff import (
    table_a,
    table_b,
    table_c,
    table_d,
    table_e,
    table_f,
    table_g,
    table_h,
    table_k,
    table_l,
    table_m,
)

_MODULES = {
    "ContractOrServiceIncluded": ("Contracts and agreements", "contract"),
    "AbsencesIncluded": ("Absences", "absence"),
    "CurriculumsIncluded": ("Curriculum", "curriculum"),
    "QualificationsIncluded": ("Qualifications", "qualification"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A return in figures.

    level: `S` school, `L` authority. modules: which parts the return says it brings, with how many records of each.
    left: the errors and queries that are left, by rule. findings: those and open questions. collect_only: rules of the
    year that only COLLECT can run; off: those that this program knows and has switched off.
    """

    collection: Collection
    return_: Return
    level: str
    modules: SummaryTable
    parts: tuple[Part, ...]
    total: int
    counts: tuple[Count, ...]
    left: tuple[RuleGroup, ...]
    findings: tuple[Finding, ...]
    collect_only: tuple[RuleRow, ...]
    off: tuple[RuleRow, ...]

    @property
    def tables(self) -> dict[str, SummaryTable]:
        """All tables by letter."""
        return {table.letter: table for part in self.parts for table in part.tables}

    @property
    def charts(self) -> dict[str, Chart]:
        """The pictures by their table's letter."""
        return {letter: table.chart for letter, table in self.tables.items() if table.chart is not None}


def summarise(return_: Return, collection: Collection, findings: Sequence[Finding], level: str) -> Summary:
    """Return the summary of a return. findings: those left. level: `S` for a school's, `L` for an authority's."""
    counted = Counted(return_, collection, level)
    left = [finding for finding in findings if finding.severity in (Severity.SCHEMA, Severity.ERROR, Severity.QUERY)]
    rows = [row for row in collection.rules.values() if row.in_year(collection.year)]
    return Summary(
        collection,
        return_,
        level,
        _modules(return_),
        _parts(counted),
        len(left),
        tuple(counts(left)),
        tuple(grouped(left, collection)),
        tuple(finding for finding in findings if finding.severity is not Severity.REPAIR),
        tuple(row for row in rows if row.where == "COLLECT only"),
        tuple(row for row in rows if row.where != "COLLECT only" and row.state == "off"),
    )


def _parts(counted: Counted) -> tuple[Part, ...]:
    school = counted.level != "L"
    other = [table_n(counted), table_o(counted)]
    if school:
        other += [table_p(counted), table_q(counted), table_r(counted), table_s(counted)]
    else:
        other.append(table_psychologists(counted))
    return (
        Part("1 Outline", (table_a(counted), table_b(counted), table_c(counted))),
        Part("2 Staff", (table_d(counted), table_e(counted), table_f(counted))),
        Part("3 Contracts", (table_g(counted), table_h(counted), table_pay(counted), table_k(counted))),
        Part("4 Roles", (table_l(counted), *((table_m(counted),) if school else ()))),
        Part("5 Other", tuple(other)),
    )


def _modules(return_: Return) -> SummaryTable:
    said = {True: "yes", False: "no", None: "not said"}
    rows = []
    for tag, (label, kind) in _MODULES.items():
        flag = return_.message.typed(tag)
        number = sum(len(person.of(kind)) for person in return_.staff)
        rows.append((label, said[flag if isinstance(flag, bool) else None], number))
    return SummaryTable(
        "Modules",
        "What the return brings",
        (Column("Part", number=False), Column("Included", number=False), Column("Records")),
        tuple(rows),
        (),
        "A part that the local authority sends for you is not included here; a part that is included has its records.",
    )


def summary_html(
    summary: Summary,
    *,
    school: str = "",
    made: datetime | None = None,
    charts: Literal["svg", "linked", "none"] = "svg",
    first: tuple[str, ...] = (),
) -> str:
    """Return the summary as a page with a box for the head to sign.

    charts: `svg` puts the pictures into the page; `linked` puts `<img src="chart:G">` (the table's letter) there, for a
    printer of simple HTML that is given the pictures of `summary_charts`; `none` leaves them out.
    made: when, as printed at the top; None leaves it out. first: what is to be read before all else.
    """
    heading = Heading.of(summary.collection, summary.return_, school=school, made=made, first=first)
    stands = standing(summary.findings, heading)
    return render(
        "summary.html",
        heading=heading,
        standing=stands if charts == "svg" else replace(stands, picture=""),
        summary=summary,
        charts=charts,
        pictures=summary_charts(summary) if charts == "svg" else {},
    )


def summary_charts(summary: Summary) -> dict[str, str]:
    """Return the pictures as SVG by their table's letter, the same bytes for the same figures."""
    return {letter: draw(chart) for letter, chart in summary.charts.items()}

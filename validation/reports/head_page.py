"""One page for the head: what the return says of the school in a few figures, what changed, and what is not certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from swf_desktop.words import counted
from validation.finding import Finding, Severity
from validation.reports.comparison import match_people
from validation.reports.page import Heading, render
from validation.reports.summary.counted import Counted, Group, added, categories_of, category_of, contract_fte
from validation.rule import Absence, Contract

_POUND: Final = Decimal(1)
_MATERNITY: Final = frozenset({"MAT"})


@dataclass(frozen=True, slots=True)
class Line:
    """One category of staff. pay: pounds a year for the hours worked, of contracts that say it; without: those not."""

    label: str
    heads: int
    fte: Decimal | None
    pay: Decimal
    without: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How the pay bill came from last year's to this one's: the parts add up to the difference."""

    before: Decimal
    after: Decimal
    joined: Decimal
    left: Decimal
    hours: Decimal
    rates: Decimal
    people_joined: int
    people_left: int
    changed_hours: int


@dataclass(frozen=True, slots=True)
class HeadPage:
    """All that the page says. sentences: double counts and what is not certain, in words."""

    lines: tuple[Line, ...]
    total: Line
    vacancies: int
    occasional: int | None
    third_party: int
    difference: Difference | None
    twice: tuple[str, ...]
    uncertain: tuple[str, ...]


def head_page(
    return_: Return,
    collection: Collection,
    findings: Iterable[Finding],
    *,
    level: str = "S",
    last_year: tuple[Return, Collection] | None = None,
) -> HeadPage:
    """Return the figures. last_year: last year's return with its collection."""
    counted_ = Counted(return_, collection, level)
    by_category: dict[int | None, list[Contract]] = {}
    for contract in counted_.open_contracts:
        by_category.setdefault(category_of(contract), []).append(contract)
    labels = categories_of(collection)
    order = sorted(by_category, key=lambda category: (category is None, category or 0))
    lines = [_line(labels[category], by_category[category]) for category in order]
    total = _line("All", counted_.open_contracts)
    school = return_.school
    return HeadPage(
        tuple(lines),
        total,
        0 if school is None else len(school.of("vacancy")),
        _occasional(school),
        0 if school is None else sum(_whole(count, "SupHeadCount") or 0 for count in school.of("headcount")),
        None if last_year is None else _difference(last_year, return_, collection),
        tuple(_twice(counted_, sum(line.heads for line in lines) - total.heads)),
        tuple(_uncertain(findings, total)),
    )


def _line(label: str, contracts: Sequence[Contract]) -> Line:
    group = Group(contracts)
    amounts = [_pay(contract.record) for contract in contracts]
    known = [amount for amount in amounts if amount is not None]
    return Line(label, len(group.people), group.fte(), sum(known, Decimal(0)), len(amounts) - len(known))


def _pay(contract: Record) -> Decimal | None:
    """Return the base pay of a contract with that of its roles, None where none says it."""
    found = [record.typed("BasePay") for record in (contract, *contract.of("role"))]
    amounts = [amount for amount in found if isinstance(amount, Decimal)]
    return sum(amounts, Decimal(0)) if amounts else None


def _whole(record: Record, tag: str) -> int | None:
    value = record.typed(tag)
    return value if isinstance(value, int) else None


def _occasional(school: Record | None) -> int | None:
    if school is None:
        return None
    counts = [_whole(school, tag) for tag in ("OccasionalsQTS", "OccasionalsNOTQTS", "OccasionalsNOTKNWN")]
    return sum(count for count in counts if count is not None) if any(c is not None for c in counts) else None


# What changed since last year


@dataclass(frozen=True, slots=True)
class _Held:
    """What one person holds on census day: pay, and the share of full time, where they are known."""

    pay: Decimal
    fte: Decimal | None


def _difference(last_year: tuple[Return, Collection], return_: Return, collection: Collection) -> Difference:
    earlier, of_then = last_year
    then, now = _current(earlier, of_then), _current(return_, collection)
    pairs = match_people([record for record, _ in then.values()], [record for record, _ in now.values()])
    matched = {id(record) for pair in pairs for record in pair}
    joined = [held for record, held in now.values() if id(record) not in matched]
    left = [held for record, held in then.values() if id(record) not in matched]
    hours = rates = Decimal(0)
    changed = 0
    for old_record, new_record in pairs:
        old, new = then[id(old_record)][1], now[id(new_record)][1]
        of_hours = Decimal(0)
        if old.fte and new.fte is not None and old.fte != new.fte:
            of_hours = (old.pay * (new.fte / old.fte - 1)).quantize(_POUND, ROUND_HALF_UP)
            changed += 1
        hours += of_hours
        rates += new.pay - old.pay - of_hours
    return Difference(
        sum((held.pay for _, held in then.values()), Decimal(0)),
        sum((held.pay for _, held in now.values()), Decimal(0)),
        sum((held.pay for held in joined), Decimal(0)),
        -sum((held.pay for held in left), Decimal(0)),
        hours,
        rates,
        len(joined),
        len(left),
        changed,
    )


def _current(return_: Return, collection: Collection) -> dict[int, tuple[Record, _Held]]:
    """Return the people with a contract open on the census day of their return, and what they hold."""
    found = {}
    for person in Counted(return_, collection, "S").current:
        amounts = [_pay(contract.record) for contract in person.open_contracts]
        pay = sum((amount for amount in amounts if amount is not None), Decimal(0))
        found[id(person.record)] = (person.record, _Held(pay, added(map(contract_fte, person.open_contracts))))
    return found


# In words


def _twice(counted_: Counted, in_two_lines: int) -> Iterable[str]:
    several = [person for person in counted_.current if len(person.open_contracts) > 1]
    if several:
        yield (
            f"{counted(len(several), 'person has', 'people have')} two posts or more: each counts once as a head, and "
            "the pay of all their posts is in the bill."
        )
    if in_two_lines:
        yield (
            f"{counted(in_two_lines, 'person stands', 'people stand')} in two lines of the table, because of posts of "
            "different kinds; the last line counts each once."
        )
    day = counted_.collection.reference_date
    away = sum(any(_covers(absence, day) for absence in person.absences) for person in counted_.current)
    if away:
        yield (
            f"{counted(away, 'person is', 'people are')} on maternity leave on census day and still counted; whoever "
            "covers for them is counted too."
        )


def _covers(absence: Absence, day: date) -> bool:
    begun = absence.first is not None and absence.first <= day
    ended = absence.last is not None and absence.last < day
    return absence.record.code("AbsenceCategory") in _MATERNITY and begun and not ended


def _uncertain(findings: Iterable[Finding], total: Line) -> Iterable[str]:
    found = list(findings)
    for severity, words, meaning in (
        (Severity.ERROR, ("error is", "errors are"), "must be fixed before the return can be authorised"),
        (Severity.QUERY, ("query is", "queries are"), "to fix, or to explain in a note"),
        (Severity.QUESTION, ("question is", "questions are"), "about how the files were read, not answered yet"),
    ):
        number = sum(finding.severity is severity for finding in found)
        if number:
            yield f"{counted(number, *words)} left: {meaning}."
    if total.without:
        yield f"The pay bill lacks {counted(total.without, 'contract', 'contracts')} without base pay (supply, agency)."


def head_page_html(page: HeadPage, heading: Heading) -> str:
    """Return the page as HTML, for one sheet of A4 in black and white."""
    return render("head_page.html", heading=heading, page=page, pounds=_pounds)


def _pounds(amount: Decimal) -> str:
    whole = amount.quantize(_POUND, ROUND_HALF_UP)
    return f"{'-' if whole < 0 else ''}£{abs(whole):,}"

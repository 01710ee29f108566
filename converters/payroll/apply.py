"""Pay of a whole return: every open contract's figures read, tested against each other and the tables, and written.

The working-out itself is `swf_desktop.pay.base_pay`; here is what needs the whole file: which columns mean what, what
is asked once for all, and what is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from converters.payroll.figures import Reader
from converters.payroll.full_time import look_at_groups
from converters.payroll.item import (
    DAYS_KEY,
    Cell,
    Item,
    column_key,
    full_hours_key,
    paid_weeks_key,
    share_key,
    which_point_key,
)
from converters.payroll.patterns import FACTOR_WEEKS, evidence_of_columns, paid_weeks_seen, settle_shares
from converters.payroll.sending import Sender
from converters.payroll_questions import Asker
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open, person_label
from swf_desktop.pay.base_pay import BasePay, Need, base_pay
from swf_desktop.pay.checks import PointCheck, annex5_table, compare_with_figure
from swf_desktop.pay.figures import KINDS, PayFigures
from swf_desktop.record import Record, Return
from swf_desktop.workspace.journal import Edit

__all__ = ["ContractPay", "Payroll", "annex5_table", "apply_pay", "pay_rows"]

SENDS: Final = ("base", "point", "both")
SENT_TAGS: Final = ("Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary")
NO_ANSWERS: Final[Mapping[str, str]] = {}


@dataclass(slots=True, eq=False)
class ContractPay:
    """Pay of one contract, or of one role where roles carry the pay.

    record: the contract or role. figures: what was read. result: base pay with its working. payments: (type, name,
    pounds a year) as sent. extra: doubts about what is sent. cell: where the figure that was used stands.
    """

    record: Record
    contract: Record
    staff: Record
    figures: PayFigures
    result: BasePay
    payments: tuple[tuple[str, str, Decimal], ...] = ()
    extra: tuple[str, ...] = ()
    cell: Cell | None = None

    @property
    def person(self) -> str:
        """How people name the person."""
        return person_label(self.staff)

    @property
    def reference(self) -> str:
        """The contract's own reference, else its key."""
        return self.contract.code("ContractRef") or self.contract.key

    @property
    def role(self) -> str | None:
        """The role's code where pay is given by role, else None."""
        return None if self.record is self.contract else self.record.code("RoleIdentifier")

    @property
    def sent(self) -> dict[str, str]:
        """What goes into the return: tag to text."""
        return {tag: text for tag in SENT_TAGS if (text := self.record.code(tag)) is not None}

    @property
    def steps(self) -> list[str]:
        """The working, from the source's cell on."""
        place = "" if self.cell is None else self.cell.words
        return [f"From the source: {place}.", *self.result.steps] if place else list(self.result.steps)

    @property
    def doubts(self) -> list[str]:
        """Everything that is not certain, about the figure and about what is sent."""
        return [*self.result.doubts, *self.extra]

    @property
    def against_point(self) -> PointCheck | None:
        """The source's pay compared with the point that the contract is on; None without a figure or a point."""
        result = self.result
        if result.before is None or result.point_annual is None or result.share is None:
            return None
        return compare_with_figure(result.before, result.point_annual, result.share)

    @property
    def by_hand(self) -> bool:
        """Whether a user decided the base pay."""
        return self.figures.by_hand is not None


@dataclass(slots=True)
class Payroll:
    """Pay of a whole return. contracts.

    One for each open contract (or role with pay of its own), in the order of the return.
    """

    contracts: list[ContractPay] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    send: str = "base"
    basis: str = "actual"


def apply_pay(
    return_: Return,
    collection: Collection,
    *,
    lea: str | None,
    send: str = "base",
    basis: str | None = None,
    answers: Mapping[str, str] = NO_ANSWERS,
    edits: Iterable[Edit] = (),
) -> Payroll:
    """Work out pay for every open contract and write it into the return (scale, region, point, base pay, payments).

    To be run on records as they were assembled. lea: the LA's number, for the pay region where the source has none.
    send: `base`, `point` or `both`; an answer `send: <contract key>`, `send: scale TE` or `send: post TCH` stands
    above it. basis: `actual` or `fte`, the collection's own where None. answers: the recipe's. edits: the user's
    edits; those of base pay are decisions by hand, whose reason is kept. Raises ValueError for another send or basis.
    """
    basis = basis or collection.base_pay_basis
    if send not in SENDS or basis not in ("actual", "fte"):
        raise ValueError(f"send {send}, basis {basis}")
    asker = Asker()
    contracts = [
        (person, contract)
        for person in return_.staff
        for contract in person.of("contract")
        if is_open(contract, collection)
    ]
    groups = look_at_groups(contract for _, contract in contracts if contract.code("DailyRate") != "Y")
    reader = Reader(collection, lea, answers, asker, edits, groups)
    items = [item for person, contract in contracts for item in reader.items(person, contract)]
    notes = [
        f"Full-time hours of {group} are taken as {implied.hours}: hours / share of full time come to that in all "
        f"{implied.contracts} contracts that have both."
        for group, implied in groups.full_hours.items()
        if full_hours_key(group) not in answers
    ]
    notes += settle_shares(items, answers, asker)
    known: dict[PayFigures, tuple[PayFigures, BasePay]] = {}
    results = [_worked_out(item, known, collection) for item in items]
    _hold_columns(items, results, collection)
    for item, result in zip(items, results, strict=True):
        for need in result.needs:
            _ask(need, item, items, results, asker)
    notes += evidence_of_columns(items, results)
    sender = Sender(collection, send, basis, answers, asker)
    payroll = Payroll([], [], notes, send, basis)
    for item, result in zip(items, results, strict=True):
        payments, extra = sender.write(item, result)
        payroll.contracts.append(
            ContractPay(
                item.record,
                item.contract,
                item.person,
                item.figures,
                result,
                tuple(payments),
                tuple(extra),
                item.cells.get(result.kind),
            )
        )
    payroll.notes += sender.notes
    payroll.notes += [f"{pay.person}: {pay.result.misfit}" for pay in payroll.contracts if pay.result.misfit]
    payroll.questions = asker.questions
    return payroll


def _worked_out(item: Item, known: dict[PayFigures, tuple[PayFigures, BasePay]], collection: Collection) -> BasePay:
    """Work out base pay. Contracts with the same figures share one result, which saves time and memory."""
    found = known.get(item.figures)
    if found is None:
        found = known[item.figures] = item.figures, base_pay(item.figures, collection)
    item.figures = found[0]
    return found[1]


def _hold_columns(items: list[Item], results: list[BasePay], collection: Collection) -> None:
    """Hold back all figures of a column in which some look like another period's, until that is answered."""
    asked = {
        (need.about, item.columns[need.about])
        for item, result in zip(items, results, strict=True)
        for need in result.needs
        if need.kind in ("months", "year")
    }
    if not asked:
        return
    for index, item in enumerate(items):
        held = [kind for kind, column in item.columns.items() if (kind, column) in asked]
        raised = {need.about for need in results[index].needs if need.kind in ("months", "year")}
        meanings = [(kind, "held") for kind in held if kind not in raised]
        if meanings:
            item.figures = replace(item.figures, meanings=(*item.figures.meanings, *meanings))
            results[index] = base_pay(item.figures, collection)


def _ask(need: Need, item: Item, items: list[Item], results: list[BasePay], asker: Asker) -> None:
    """Put a contract's need as a question, once for all that share it."""
    if need.kind in ("basis", "months", "year"):
        _ask_column(need, item, items, results, asker)
    elif need.kind == "share":
        column = item.columns.get("share", "FTE")
        asker.answer(
            share_key(column),
            f"What does the share of full time in {column} count?",
            (("hours and weeks", "hours and paid weeks"), ("hours", "hours only")),
            item.record,
            "FTE",
        )
    elif need.kind == "paid weeks":
        seen = paid_weeks_seen(items, need.about)
        weeks = f"{need.about} weeks worked" if need.about else "an unknown number of weeks"
        choices = [(weeks_paid, words) for weeks_paid, words in seen]
        factor = f"{need.about or 39}/{FACTOR_WEEKS}"
        if factor not in dict(seen):
            choices.append((factor, "the factor that some payrolls use, as a share of a full year"))
        asker.answer(
            paid_weeks_key(need.about),
            f"Contracts with {weeks} a year have an hourly rate but no paid weeks (weeks worked and paid leave). "
            "How many are "
            "paid? Give a number such as 44.5, or weeks and leave such as 39+5.5.",
            tuple(choices),
            item.record,
            "WeeksPerYear",
        )
    elif need.kind == "day divisor":
        meanings = {"195": "a teacher's working days", "260": "weekdays of a year", "365": "days of a year"}
        asker.answer(
            DAYS_KEY,
            "Some salaried contracts have only a pay per day. How many days' pay is a year's pay?",
            tuple((choice, meanings[choice]) for choice in need.choices),
            item.record,
            "DailyPay",
        )
    elif need.kind == "which point":
        asker.answer(
            which_point_key(item.record),
            f"A contract's pay fits {' and '.join(need.choices)}. Which point is it?",
            tuple((choice, "") for choice in need.choices),
            item.record,
            "SpinePoint",
        )


def _ask_column(need: Need, item: Item, items: list[Item], results: list[BasePay], asker: Asker) -> None:
    kind, column = need.about, item.columns[need.about]
    words, key = KINDS[kind].words, column_key(need.kind, need.about, column)
    if need.kind == "basis":
        shown = Counter(
            result.reading
            for other, result in zip(items, results, strict=True)
            if result.shown and result.kind == kind and other.columns.get(kind) == column
        )
        meanings = {"actual": "pay for the hours and weeks worked", "full-time": "the pay of somebody full time"}
        order = sorted(need.choices, key=lambda choice: -shown[choice])
        told = ", ".join(
            f"{count} {'is' if count == 1 else 'are'} {meanings[reading]}" for reading, count in shown.most_common()
        )
        asker.answer(
            key,
            f"The {words} in {column} of people who work part time: is it for the hours worked or for full time?"
            + (f" Of the others in this column, {told}, as the tables or the row show." if told else ""),
            tuple((choice, meanings[choice]) for choice in order),
            item.record,
            KINDS[kind].tag,
        )
        return
    held, headed = ("a month's", "a year's") if need.kind == "months" else ("a year's", "a month's")
    asker.answer(
        key,
        f"{column} is headed as {headed} pay ({words}), but figures in it fit the tables or the row's other "
        "figures only as "
        f"{held} pay. What does the column hold?",
        ((need.kind, f"{held} pay"), ("as headed", f"{headed} pay, as its heading says")),
        item.record,
        KINDS[kind].tag,
    )


def pay_rows(payroll: Payroll) -> list[dict[str, object]]:
    """Return one object for each contract, or for each role where roles carry the pay (`role` is then its code).

    Never a sum.

    Money is text with two decimals; annex5 is None without a point.
    """
    return [
        {
            "person": pay.person,
            "contract": pay.reference,
            "role": pay.role,
            "method": pay.result.method,
            "base_pay_actual": _text(pay.result.actual),
            "base_pay_fte": _text(pay.result.full_time),
            "scale": pay.result.scale,
            "region": pay.result.region,
            "point": pay.result.point,
            "annex5": pay.result.annex5,
            "table": pay.result.table or None,
            "safeguarded": pay.result.safeguarded_salary,
            "against_point": _against(pay.against_point),
            "payments": [{"type": kind, "name": name, "amount": _text(amount)} for kind, name, amount in pay.payments],
            "sent": pay.sent,
            "steps": pay.steps,
            "doubts": pay.doubts,
        }
        for pay in payroll.contracts
    ]


def _against(check: PointCheck | None) -> str | None:
    if check is None or check.verdict != "differs":
        return None if check is None else check.verdict
    return f"differs by {check.difference:.2f}"


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"

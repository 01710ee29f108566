"""The pay of each contract as it was worked out, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from converters.payroll.item import Cell
from converters.recipe.question import Question
from swf_desktop.facts import person_label
from swf_desktop.pay.checks import PointCheck, compare_with_figure
from swf_desktop.pay.figures import BasePay, PayFigures
from swf_desktop.record import Record

SENT_TAGS: Final = ("Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary")


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

"""The pay sheet as rows of a table, and the working of one of them in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.session.typed import describe_code
from ui.widgets.table_model import Column

if TYPE_CHECKING:
    from converters.payroll.contract_pay import ContractPay
    from swf_desktop.record import Record

SENDS: Final = (
    ("base", "base pay"),
    ("point", "the spine point, where it says the pay"),
    ("both", "base pay and spine point"),
)
BASES: Final = (("actual", "for the hours worked"), ("fte", "for full time"))
_LEAST: Final = Decimal("-1e12")


class PayRow(NamedTuple):
    """One contract, or one role where roles carry the pay; its texts are made when they are asked for.

    send: what was chosen for this row alone, "" where it goes with the return. hidden: sums and names are not shown.
    """

    pay: ContractPay
    person: Record
    session: Session
    send: str
    hidden: bool

    @property
    def name(self) -> str:
        """How people name the person."""
        return self.session.shown.name_of(self.person)

    @property
    def post(self) -> str:
        """The job title, else the post, and the role where roles carry the pay."""
        contract = self.pay.contract
        title = "" if self.hidden else contract.raw("JobTitle")
        post = contract.code("Post") or ""
        if not title and post and self.session.collection is not None:
            title = describe_code(self.session.collection.fields["contract.Post"], post, self.session.collection)
        role = f", role {self.pay.role}" if self.pay.role else ""
        return f"{title or post}{role}"

    @property
    def difference(self) -> Decimal | None:
        """Actual pay less the point's figure at the share of full time, None without a point."""
        return difference(self.pay)

    @property
    def key(self) -> str:
        """The record's key."""
        return self.pay.record.key

    def money(self, amount: Decimal | None) -> str:
        """Return a sum as people read it."""
        if amount is None:
            return ""
        return HIDDEN if self.hidden else f"{amount:,.2f}"

    @property
    def figure(self) -> Decimal | None:
        """The source's figure that was used."""
        return self.pay.figures.by_hand if self.pay.by_hand else self.pay.result.figure

    @property
    def method(self) -> str:
        """How base pay was worked out."""
        method = self.pay.result.method
        return f"✎ {method}" if self.pay.by_hand else "– nothing known" if method == "none" else method

    @property
    def sent(self) -> str:
        """What goes into the return: base pay, a point, both."""
        found = self.pay.sent
        base = HIDDEN if self.hidden and "BasePay" in found else _sum(found.get("BasePay", ""))
        parts = [part for part in (base, found.get("SpinePoint", "")) if part]
        mark = " *" if self.send else ""
        return (" and ".join(parts) or "nothing") + mark

    @property
    def doubts(self) -> str:
        """How many doubts there are, with a mark."""
        count = len(self.pay.doubts)
        return f"▲ {count}" if count else "✓"

    def sort(self, amount: Decimal | None) -> Decimal:
        """Return what to sort a sum by; blanks first."""
        return _LEAST if amount is None else amount


def _sum(text: str) -> str:
    """Return base pay as people read it; a text that is no sum is sent, and shown, as it stands."""
    try:
        return f"{Decimal(text):,.2f}" if text else ""
    except InvalidOperation:
        return text


def pay_rows(session: Session) -> list[PayRow]:
    """Return a row for each open contract (or role with pay of its own), in the order in which they are sent."""
    from converters.payroll.keys import sent_of_its_own

    own = {
        key: answer
        for key, answer in sent_of_its_own(session.decisions.recipe.answers).items()
        if answer in dict(SENDS)
    }
    hidden = session.private
    if not own:
        return [
            PayRow(pay, person, session, "", hidden)
            for person in session.people
            for pay in session.shown.pay_of(person)
        ]
    return [
        PayRow(pay, person, session, own.get(pay.record.key) or own.get(pay.contract.key) or "", hidden)
        for person in session.people
        for pay in session.shown.pay_of(person)
    ]


def difference(pay: ContractPay) -> Decimal | None:
    """Return the source's pay (or what was decided by hand) less the point's figure at the share of full time."""
    from swf_desktop.pay.figures import pence

    result = pay.result
    check = pay.against_point
    if check is not None:
        return check.difference
    if not pay.by_hand or result.actual is None or result.point_annual is None or result.share is None:
        return None
    return result.actual - (result.safeguarded or Decimal(0)) - pence(result.share.of(result.point_annual))


def pay_columns() -> list[Column[Any]]:
    """Return the columns of the pay sheet."""
    return [
        Column("Person", lambda row: row.name, tip=lambda row: row.name),
        Column("Contract", lambda row: row.post, tip=lambda row: row.post),
        Column(
            "Doubts",
            lambda row: row.doubts,
            sort=lambda row: -len(row.pay.doubts),
            tip=lambda row: "\n".join(row.pay.doubts) if not row.hidden else "",
        ),
        _money("Base pay, £", lambda row: row.pay.result.actual, "A year's pay for the hours worked"),
        _money("Full time, £", lambda row: row.pay.result.full_time, "A year's pay of somebody full time in the post"),
        Column("Is sent", lambda row: row.sent, tip=lambda row: row.sent, help="* chosen for this contract alone"),
        Column("Point", _point, sort=_point_order),
        Column(
            "Differs by, £",
            _differs,
            sort=lambda row: row.sort(abs(row.difference) if row.difference is not None else None),
            right=True,
            help="The files' pay less the point's figure at the share of full time; rounding is taken away",
        ),
        _money(
            "Table, £", lambda row: row.pay.result.point_annual, "The point's full-time figure in the year's tables"
        ),
        Column("Worked out from", lambda row: row.method),
        _money("Figure, £", lambda row: row.figure, "The figure of the files that was used"),
        Column("Is for", lambda row: {"actual": "hours worked"}.get(row.pay.result.reading, row.pay.result.reading)),
        Column("Share", _share, sort=_share_value, right=True, help="Share of full time"),
        Column("Scale", lambda row: row.pay.result.scale or ""),
        Column("Region", lambda row: row.pay.result.region or ""),
    ]


def _money(title: str, amount: Callable[[PayRow], Decimal | None], help_: str) -> Column[Any]:
    return Column(
        title, lambda row: row.money(amount(row)), sort=lambda row: row.sort(amount(row)), right=True, help=help_
    )


def _differs(row: PayRow) -> str:
    apart = row.difference
    if apart is None:
        return ""
    if not apart:
        return "same"
    return f"{row.money(apart)} rounding" if row.pay.result.snapped else row.money(apart)


def _share(row: PayRow) -> str:
    share = row.pay.result.share
    return "" if share is None else f"{share.value:.4f}".rstrip("0").rstrip(".")


def _share_value(row: PayRow) -> Decimal:
    share = row.pay.result.share
    return Decimal(-1) if share is None else share.value


def _point(row: PayRow) -> str:
    result = row.pay.result
    if result.point is None:
        return ""
    return result.point if result.annex5 else f"{result.point} (not in the tables)"


def _point_order(row: PayRow) -> tuple[str, int]:
    point = row.pay.result.point or ""
    digits = "".join(char for char in point if char.isdigit())
    return point.rstrip("0123456789"), int(digits or 0)


def working_html(row: PayRow) -> str:
    """Return the whole working of a row: figures read, each step, what is sent, doubts."""
    if row.hidden:
        return "<p>Names and pay are hidden. Show them again in the menu View.</p>"
    pay, result = row.pay, row.pay.result
    parts = [f"<h3>{escape(row.name)}: {escape(row.post)}</h3>"]
    parts += _facts(row)
    steps = "".join(f"<li>{escape(step)}</li>" for step in pay.steps) or "<li>Nothing could be worked out.</li>"
    parts.append(f"<h4>Step by step</h4><ol>{steps}</ol>")
    if result.missing:
        parts.append(f"<p><b>Needed for more:</b> {escape(', '.join(result.missing))}.</p>")
    payments = [f"{escape(kind)} {amount:,.2f} ({escape(name)})" for kind, name, amount in pay.payments]
    sent = [f"{_LABELS.get(tag, tag)} {escape(text)}" for tag, text in pay.sent.items()] + payments
    parts.append(f"<h4>What is sent</h4><p>{', '.join(sent) or 'Nothing.'}</p>")
    if pay.doubts:
        doubts = "".join(f"<li>{escape(doubt)}</li>" for doubt in pay.doubts)
        parts.append(f"<h4>▲ Doubts</h4><ul>{doubts}</ul>")
    return "".join(parts)


_LABELS: Final = {
    "Scale": "scale",
    "RegionSpine": "region",
    "SpinePoint": "point",
    "BasePay": "base pay",
    "SafeguardedSalary": "safeguarded",
}


def _facts(row: PayRow) -> list[str]:
    result = row.pay.result
    facts = []
    if result.actual is not None:
        facts.append(f"Base pay for the hours worked: <b>{result.actual:,.2f}</b>")
    if result.full_time is not None:
        facts.append(f"for full time: <b>{result.full_time:,.2f}</b>")
    return [f"<p>{'; '.join(facts)}.</p>"] if facts else []

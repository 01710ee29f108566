"""What of a contract's pay is sent: base pay, the point, or both; and its additional payments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from converters.payroll.elements import ASK, PAYMENT, parse_sorting, sort_element
from converters.payroll.item import Item, column_of, decimal_of, number
from converters.payroll.keys import element_key, payment_amount_key, payment_months_key, period_key, send_key
from converters.payroll.questions import ask_period
from converters.recipe.question import Asker
from converters.values.periods import PER_PERIOD, a_year_of, read_period, words_of
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.pay.checks import EVERYWHERE, LEADING_PRACTITIONER, looks_monthly, outside_range, payment_doubt
from swf_desktop.pay.figures import FULL_YEAR_WEEKS, POUND, BasePay, money, pence
from swf_desktop.pay.points import PointPayment
from swf_desktop.record import Record, Value
from swf_desktop.words import counted

CODES = ("Scale", "RegionSpine", "SpinePoint")
_KINDS = ("tlr", "sen", "rar")
"""Kinds of payment that are named beside a point, as the names of payments have them."""


def no_place_for_points(collection: Collection) -> str:
    """Return the sentence that a year's return has no place for spine points; empty where it has one."""
    if collection.sends("contract.SpinePoint") or collection.sends("role.SpinePoint"):
        return ""
    return (
        f"The return of {collection.year} has no place for spine points: points are advisory now, and base pay is "
        "asked for everybody who is not paid by the day."
    )


def _range_of(named: PointPayment) -> str:
    """Return the range that a payment named beside a point lies in: `TLR2` of TLR2a; the type where no number is."""
    name = "".join(named.name.split()).upper()
    return name[:4] if named.type == "TLR" and name[3:4].isdigit() else named.type


class Sender:
    """Writes pay into the records of a return."""

    def __init__(self, collection: Collection, send: str, basis: str, answers: Mapping[str, str], asker: Asker) -> None:
        self.collection = collection
        self.send = send
        self.points_have_a_place = not no_place_for_points(collection)
        self.basis = basis
        self.answers = answers
        self.ask = asker
        self.notes: list[str] = []
        # Whether some file gives amounts of additional payments: then one that is only named is no more than a doubt.
        self.amounts_given = False
        self._values: dict[tuple[str, str, object, str | None], Value] = {}

    def write(self, item: Item, result: BasePay) -> tuple[list[tuple[str, str, Decimal]], list[str]]:
        """Write one level of pay; return the payments (type, name, pounds a year) and doubts about the sending."""
        record, doubts = item.record, list[str]()
        if result.method == "daily rate":
            return [], self._write_nothing(item)
        self._repair(item)
        self._code(record, "Scale", result.scale)
        self._code(record, "RegionSpine", result.region)
        amount = result.on(self.basis)
        if amount is None and result.actual is not None:
            doubts.append("The full-time figure, which the return asks for, cannot be worked out.")
        unread = record.has("BasePay") and decimal_of(record, "BasePay") is None
        if unread:
            doubts.append("Base pay as given cannot be read and is sent as it stands.")
        listed = result.annex5 is True and result.scale is not None and result.region is not None
        base, point = self._choice(item, result, amount, listed, doubts)
        if point and result.point is not None:
            self._set(record, "SpinePoint", result.point)
        elif not point and (base or result.point is None):
            self._withhold_point(item, result, amount)
        if base and amount is not None and not unread:
            self._set(record, "BasePay", amount)
        elif not unread:
            self._withhold(record, "BasePay")
        if result.safeguarded_salary is True:
            self._set(record, "SafeguardedSalary", True)
        if record is not item.contract:
            for tag in CODES:
                self._withhold(item.contract, tag)
        self._check_range(item, result, doubts)
        return self._payments(item, result, doubts), doubts

    # --- base pay or point -------------------------------------------------------------------------------------------

    def _choice(
        self, item: Item, result: BasePay, amount: Decimal | None, listed: bool, doubts: list[str]
    ) -> tuple[bool, bool]:
        """Return whether base pay and whether the point is sent."""
        send = self._asked_for(item, result)
        if amount is None:
            return False, result.point is not None
        if send == "base" or item.figures.by_hand is not None:
            return True, send == "both" and listed
        reason = self._no_point_alone(result, listed)
        if reason and send == "point":
            doubts.append(f"Base pay is sent, not the point: {reason}.")
        return send == "both" or bool(reason), listed and not (send == "point" and reason)

    def _asked_for(self, item: Item, result: BasePay) -> str:
        if not self.points_have_a_place:
            return "base"
        post = item.contract.code("Post")
        for group in (item.record.key, item.contract.key, f"scale {result.scale}", f"post {post}"):
            answer = self.answers.get(send_key(group), "")
            if answer in ("base", "point", "both"):
                return answer
        return self.send

    @staticmethod
    def _no_point_alone(result: BasePay, listed: bool) -> str:
        """Return why a point alone would not say this pay, empty where it would."""
        if result.safeguarded is not None:
            return "the point leaves out the safeguarded sum"
        if result.point is None:
            return "the pay is on a scale without points, or between points"
        if not listed:
            return f"{result.point} does not stand in the tables, or its scale or region is missing"
        if result.actual is not None and result.share is not None and result.point_annual is not None:
            apart = abs(result.actual - result.share.of(result.point_annual))
            if apart > POUND + result.share.slack * result.point_annual:
                return f"the pay differs from {result.point} by {money(apart)}"
        return ""

    def _withhold_point(self, item: Item, result: BasePay, amount: Decimal | None) -> None:
        """Take out a point that is not sent. A text that is no point stays where nothing else says the pay."""
        if (
            amount is not None
            or (item.reading is not None and item.reading.support is not None)
            or (item.reading is not None and not item.reading.question and result.point is None)
        ):
            self._withhold(item.record, "SpinePoint")

    def _write_nothing(self, item: Item) -> list[str]:
        """Take out all pay of a contract paid by a daily rate, except base pay that the source states.

        That is a contradiction.
        """
        doubts = []
        for record in (item.contract, *item.contract.of("role")):
            for tag in CODES:
                self._withhold(record, tag)
            payments = record.of("payment")
            if payments and record.children is not None:
                doubts.append(
                    f"{counted(len(payments), 'additional payment is', 'additional payments are')} not sent: the "
                    "contract "
                    "is paid by a daily rate."
                )
                record.children["payment"] = []
            if record.has("BasePay"):
                doubts.append(
                    "The source gives base pay although the contract is paid by a daily rate; one of them is wrong."
                )
        return doubts

    def _repair(self, item: Item) -> None:
        """Write hours and weeks that an answer settled, where they stand."""
        for tag, amount in item.repairs.items():
            holder = next((level for level in item.levels if level.has(tag)), item.record)
            self._set(holder, tag, int(amount) if tag == "WeeksPerYear" else amount)

    # --- values ------------------------------------------------------------------------------------------------------

    def _code(self, record: Record, tag: str, code: str | None) -> None:
        if code is not None:
            self._set(record, tag, code)

    def _set(self, record: Record, tag: str, typed: object) -> None:
        """Put a value. The source's text stays its raw text; a different value is kept beside it."""
        known = record.values.get(tag)
        key = record.kind, tag, typed, None if known is None else known.raw
        value = self._values.get(key)
        if value is None:
            value = value_of(self.collection.fields[f"{record.kind}.{tag}"], typed, key[3])
            self._values[key] = value
        if known is None or known.sent != value.sent:
            if known is not None and known.typed is not None and known.typed != typed:
                record.withdraw(tag)
            record.put(tag, value)

    def _withhold(self, record: Record, tag: str) -> None:
        """Take a value out of what is sent and keep it beside the record."""
        record.withdraw(tag)

    def _check_range(self, item: Item, result: BasePay, doubts: list[str]) -> None:
        """Say where base pay lies outside the range of its scale and region at the share of full time."""
        if result.actual is None or result.share is None or result.safeguarded is not None:
            return
        scale = LEADING_PRACTITIONER if item.figures.leading_practitioner else result.scale
        found = outside_range(result.actual, scale, result.region, result.share, self.collection)
        if found is not None:
            end = "minimum" if found.side == "below" else "maximum"
            doubts.append(
                f"Base pay {money(result.actual)} is {found.side} the {end} of {scale} in {result.region}, "
                f"{money(found.limit)} at this share ({money(found.full_time)} in full)."
            )

    # --- additional payments -----------------------------------------------------------------------------------------

    def _payments(self, item: Item, result: BasePay, doubts: list[str]) -> list[tuple[str, str, Decimal]]:
        """Annualise the payments that the source has records of, and add those found among the pay elements."""
        sent: list[tuple[str, str, Decimal]] = []
        for payment in item.record.of("payment"):
            done = self._own_payment(payment, item, result, doubts)
            if done is not None:
                sent.append(done)
        for type_, name, amount, element in item.payments:
            amount = self._on_basis(amount, result)
            if any(known == type_ and abs(other - amount) <= POUND for known, _, other in sent):
                self.notes.append(
                    f"{person_label(item.person)}: “{name}” among the pay elements is the {type_} payment that "
                    "another sheet has too."
                )
                continue
            record = Record("payment", origin=element.origin)
            self._set(record, "PaymentType", type_)
            self._set(record, "PaymentAmount", pence(amount))
            self._set(record, "PaymentName", name)
            item.record.add(record)
            self._check(type_, amount, item, result, doubts)
            sent.append((type_, name, pence(amount)))
        if item.reading is not None:
            known = {type_ for type_, _, _ in sent}
            for named in item.reading.payments:
                if named.type not in known:
                    self._named_payment(named, item, result, doubts, sent)
        return sent

    def _named_payment(
        self,
        named: PointPayment,
        item: Item,
        result: BasePay,
        doubts: list[str],
        sent: list[tuple[str, str, Decimal]],
    ) -> None:
        """Ask for the amount of a payment that is named beside the point alone (`U1 + TLR2a`), and add it."""
        key = payment_amount_key(named.name)
        amount = number(self.answers.get(key))
        type_ = self._code_of_named(named)
        if amount is None or type_ is None or (self.basis != "fte" and result.share is None):
            doubts.append(
                f"{named.name} stands beside the point, but no amount of it was found: add the {named.type} payment."
            )
        if amount is None and type_ is not None and not self.amounts_given:
            range_ = _range_of(named)
            choices: tuple[tuple[str, str], ...] = ()
            if (range_, EVERYWHERE) in self.collection.pay_ranges:
                low, high = self.collection.pay_ranges[range_, EVERYWHERE]
                choices = (
                    (str(low), f"{money(low)}, the least of the {range_} range"),
                    (str(high), f"{money(high)}, the most of it"),
                )
            self.ask.answer(
                key,
                f"{named.name} stands beside the spine point, and no file gives its amount. How much is it a year at "
                "full time?",
                choices,
                item.record,
                "SpinePoint",
                own=True,
            )
        if amount is None or type_ is None or (self.basis != "fte" and result.share is None):
            return
        paid = pence(amount if self.basis == "fte" or result.share is None else result.share.of(amount))
        record = Record("payment", origin=item.record.origin_of("SpinePoint"))
        self._set(record, "PaymentType", type_)
        self._set(record, "PaymentAmount", paid)
        self._set(record, "PaymentName", named.name)
        item.record.add(record)
        self._check(type_, paid, item, result, doubts)
        sent.append((type_, named.name, paid))

    def _code_of_named(self, named: PointPayment) -> str | None:
        """Return the year's code of a payment named beside a point: TLR 3 has a code of its own from 2014 on."""
        code_set = self.collection.code_sets[self.collection.fields["payment.PaymentType"].code_set]
        if code_set.holds(named.type):
            return named.type
        sorting = sort_element(named.name, self.collection.year)
        return sorting.type if sorting is not None and sorting.treatment == PAYMENT else None

    def _own_payment(
        self, payment: Record, item: Item, result: BasePay, doubts: list[str]
    ) -> tuple[str, str, Decimal] | None:
        amount = decimal_of(payment, "PaymentAmount")
        name = payment.raw("PaymentName")
        type_ = self._type_beside_point(payment, name, item) or self._type_of(payment, name, doubts)
        if amount is None or type_ is None:
            return None
        text = payment.raw("PaymentPeriod").strip()
        period = self._period_of(payment, text, item)
        if period == "annual" and looks_monthly(type_, amount, self.collection):
            column = column_of(payment, "PaymentAmount")
            key = payment_months_key(column)
            answer = self.answers.get(key, "")
            if answer == "months":
                period = "monthly"
            elif answer != "as headed":
                doubts.append(
                    f"The {type_} payment of {money(amount)} looks like a month's; it is sent as it stands until "
                    "that is answered."
                )
                self.ask.answer(
                    key,
                    f"Payments in {column} lie within the year's ranges only as monthly amounts. What does the "
                    "column hold?",
                    (("months", "a month's amounts"), ("as headed", "a year's amounts")),
                    payment,
                    "PaymentAmount",
                )
        year = None if period is None else self._a_year(amount, period, item)
        if year is None:
            doubts.append(
                f"The period of the {type_} payment (“{text}”) is not known; its amount is sent as it stands."
            )
            year = amount
        year = self._on_basis(year, result)
        self._set(payment, "PaymentType", type_)
        self._set(payment, "PaymentAmount", pence(year))
        self._check(type_, year, None, result, doubts)
        return type_, name or type_, pence(year)

    def _period_of(self, payment: Record, text: str, item: Item) -> str | None:
        """Return the period of a payment: a year where nothing says one. What is not known is asked once."""
        if not text:
            return "annual"
        if words_of(text) == PER_PERIOD:
            # The period in which the person is paid, where the row says it.
            text = item.text("PayPeriod").strip() or text
        period = read_period(text) or read_period(self.answers.get(period_key(text), ""))
        if period is None:
            ask_period(self.ask, text, payment, "PaymentPeriod")
        return period

    def _a_year(self, amount: Decimal, period: str, item: Item) -> Decimal | None:
        """Return a year's amount of a payment; None where that is not known."""
        if period == "hourly":
            return None if item.hours is None else amount * item.hours * (item.paid_weeks or FULL_YEAR_WEEKS)
        times = a_year_of(period)
        return None if times is None else amount * times

    def _type_beside_point(self, payment: Record, name: str, item: Item) -> str | None:
        """Return the type of a payment of several kinds (`TLR / SEN Allowance`) that the person's point names."""
        if payment.code("PaymentType") is not None or item.reading is None or len(item.reading.payments) != 1:
            return None
        named = item.reading.payments[0]
        kinds = {kind for kind in _KINDS if kind in words_of(name).split()}
        return self._code_of_named(named) if len(kinds) > 1 and named.type.casefold() in kinds else None

    def _type_of(self, payment: Record, name: str, doubts: list[str]) -> str | None:
        """Return a payment's type: the code it has, else what its name says; asked where that is not known."""
        codes = self.collection.code_sets[self.collection.fields["payment.PaymentType"].code_set].codes
        code = payment.code("PaymentType")
        if code is not None:
            return code if code in codes else None
        if not name:
            return None
        answer = self.answers.get(element_key(name), "")
        sorting = (parse_sorting(answer, self.collection) if answer else None) or sort_element(
            name, self.collection.year
        )
        if sorting is not None and sorting.treatment == PAYMENT:
            return sorting.type
        choices = (
            sorting.choices if sorting is not None and sorting.treatment == ASK else ("payment OTH", "payment ACT")
        )
        doubts.append(f"The type of the payment “{name}” is not known until it is answered.")
        self.ask.answer(
            element_key(name),
            f"Which additional payment is “{name}”?",
            tuple((choice, "") for choice in choices),
            payment,
            "PaymentName",
        )
        return None

    def _on_basis(self, amount: Decimal, result: BasePay) -> Decimal:
        """Return a payment on the basis of base pay."""
        return result.share.up(amount) if self.basis == "fte" and result.share is not None else amount

    def _check(self, type_: str, amount: Decimal, item: Item | None, result: BasePay, doubts: list[str]) -> None:
        full_time = amount if self.basis == "fte" or result.share is None else result.share.up(amount)
        doubt = payment_doubt(type_, full_time, self.collection)
        if doubt:
            doubts.append(doubt)
        if item is not None and type_ in ("LIN", "LOT", "LFR") and item.figures.teacher:
            doubts.append(f"{type_} is a weighting of support staff; a teacher's is part of the pay scale.")

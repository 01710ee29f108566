"""Additional payments (4800 to 4833)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from swf_desktop.record import Record
from validation.rule import Hit, Person, rule


def _payments(person: Person) -> Iterator[Record]:
    for contract in person.contracts:
        yield from contract.record.of("payment")
        for role in contract.roles:
            yield from role.of("payment")


@rule("4800", "payment.PaymentType", covers=("payment.PaymentType",))
def payment_type_known(person: Person) -> Iterator[Hit]:
    """Report a payment type that is not in the code set."""
    for payment in _payments(person):
        if not person.valid(payment, "PaymentType"):
            yield Hit(payment, "PaymentType")


@rule("4810", "payment.PaymentType", "payment.PaymentAmount")
def payment_type_given(person: Person) -> Iterator[Hit]:
    """Report an amount without its type."""
    for payment in _payments(person):
        if payment.has("PaymentAmount") and not payment.has("PaymentType"):
            yield Hit(payment, "PaymentType", {"amount": str(payment.code("PaymentAmount"))})


_DATES: Final = ("PayStartDate", "PayEndDate")
_DATE_ITEMS: Final = ("payment.PaymentType", *(f"payment.{tag}" for tag in _DATES))


@rule("4833", *_DATE_ITEMS)
def tlr3_dates(person: Person) -> Iterator[Hit]:
    """Report type TL3 (2015 on) without its start or end date, once, at the first that is missing."""
    for payment in _payments(person):
        missing = [tag for tag in _DATES if not payment.has(tag)]
        if payment.code("PaymentType") == "TL3" and missing:
            yield Hit(payment, missing[0])


@rule("X89", *_DATE_ITEMS)
def dates_of_tlr3(person: Person) -> Iterator[Hit]:
    """Report an end before its start, and dates of a payment that is no TLR3; one without a type is left to 4810."""
    for payment in _payments(person):
        start, end = (payment.typed(tag) for tag in _DATES)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield Hit(payment, "PayEndDate", {"what": "before the payment's start"})
        elif payment.has("PaymentType") and payment.code("PaymentType") != "TL3":
            for tag in _DATES:
                if payment.has(tag):
                    yield Hit(payment, tag, {"what": "given, but the payment is no TLR3"})
                    break


@rule("X48", "payment.PaymentType", "payment.PaymentAmount")
def payment_amount_given(person: Person) -> Iterator[Hit]:
    """Report a type without its amount: the mirror of 4810, whose number is not known."""
    for payment in _payments(person):
        if payment.has("PaymentType") and not payment.has("PaymentAmount"):
            yield Hit(payment, "PaymentAmount")


@rule("X49", "payment.PaymentAmount")
def payment_amount_above_zero(person: Person) -> Iterator[Hit]:
    """Report an amount of zero or below: the data items take any amount above. What is no amount is left to X96."""
    for payment in _payments(person):
        amount = payment.typed("PaymentAmount")
        if isinstance(amount, Decimal) and amount <= 0:
            yield Hit(payment, "PaymentAmount")

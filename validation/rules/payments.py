"""Additional payments (4800 to 4833)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

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


@rule("4833", "payment.PaymentType")
def tlr3_dates(person: Person) -> Iterator[Hit]:
    """Report type TL3 (2015 on) without its start or end date; the dates are no items of 2013."""
    for payment in _payments(person):
        if payment.code("PaymentType") == "TL3" and not (payment.has("PayStartDate") and payment.has("PayEndDate")):
            yield Hit(payment, "PaymentType")


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

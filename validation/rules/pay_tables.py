"""Pay against the pay tables of the year: checks of our own (X40 to X47), compared by `swf_desktop.pay.checks`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from swf_desktop.pay.checks import RangeCheck, compare_with_point, outside_range, payment_doubt
from swf_desktop.pay.figures import FULL_TIME, Share, pence, plain
from swf_desktop.pay.points import scale_of_point
from swf_desktop.record import Record
from validation.rule import Contract, Hit, PayBlock, Person, rule
from validation.rules.pay import pounds

_PAY: Final = ("contract.open", "contract.DailyRate", "contract.pay_level")


def share_of_full_time(block: PayBlock) -> Share | None:
    """Return hours / full-time hours of a teacher's pay, full time where base pay is sent so, None where unknown.

    The second factor of the share (paid weeks) is 1 for teachers, and only teachers' scales have tables. Hours by role
    under one pay at the contract are summed. Unlike `pay_reading.share_of_full_time`, which also reads a stated share
    and gives the working in words, this sees only what is sent.
    """
    if block.contract.person.collection.base_pay_basis == "fte":
        return FULL_TIME
    return _quotient(block) or _summed(block.contract, block.record)


def _quotient(block: PayBlock) -> Share | None:
    hours, full = block.hours, block.fte_hours
    if hours is None or full is None or hours <= 0 or full <= 0:
        return None
    return Share(hours, full, "from hours")


def _summed(contract: Contract, record: Record) -> Share | None:
    """Return the share of a whole contract, for pay at its level or, with one role, for pay of that role."""
    if record is not contract.record and len(contract.roles) > 1:
        return None
    shares = [_quotient(block) for block in contract.hours_blocks()]
    known = [share for share in shares if share is not None]
    if not known or len(known) < len(shares):
        return None
    return Share(sum((share.value for share in known), Decimal(0)), Decimal(1), "from the hours of the roles")


def pay_region(block: PayBlock) -> str | None:
    """Return the pay region of a level: its own, else that of the authority's area where there is one only.

    From 2019 the message has no region, so a file that was loaded says none.
    """
    if block.region is not None:
        return block.region
    message = block.contract.person.record.parent
    lea = None if message is None else message.code("LEA")
    regions = block.contract.person.collection.pay_regions.get(lea or "", ())
    return (
        regions[0] if len(regions) == 1 and not block.contract.person.collection.sends("contract.RegionSpine") else None
    )


def _open_pay(person: Person) -> Iterator[tuple[PayBlock, Decimal, Share]]:
    """Yield pay of open contracts not paid by the day, where its scale has a table: block, base pay, share."""
    for contract in person.open_contracts:
        if contract.daily_rate is True:
            continue
        for block in contract.pay_blocks():
            base_pay = block.base_pay
            region = pay_region(block)
            if base_pay is None or base_pay <= 0 or (block.scale, region) not in person.collection.pay_ranges:
                continue
            share = share_of_full_time(block)
            if share is not None:
                yield block, base_pay, share


def _outside(person: Person) -> Iterator[tuple[PayBlock, RangeCheck, dict[str, str]]]:
    for block, base_pay, share in _open_pay(person):
        found = outside_range(base_pay, block.scale, pay_region(block), share, person.collection)
        if found is not None:
            yield block, found, _figures(base_pay, share, found.full_time, found.limit)


def _figures(base_pay: Decimal, share: Share, full_time: Decimal, figure: Decimal) -> dict[str, str]:
    return {
        "base_pay": pounds(base_pay),
        "share": plain(share.value.quantize(Decimal("0.0001"), ROUND_HALF_UP)),
        "full_time": pounds(full_time),
        "figure": pounds(figure),
    }


@rule("X40", *_PAY)
def below_range(person: Person) -> Iterator[Hit]:
    """Report base pay below the minimum of its scale and region at that share of full time, by more than a pound."""
    for block, found, figures in _outside(person):
        if found.side == "below":
            yield Hit(block.record, "BasePay", figures)


@rule("X41", *_PAY)
def above_range(person: Person) -> Iterator[Hit]:
    """Report base pay above the maximum of its scale and region at that share of full time, by more than a pound.

    Not where part of it is safeguarded: that is why it may be above.
    """
    for block, found, figures in _outside(person):
        if found.side == "above" and block.safeguarded is not True:
            yield Hit(block.record, "BasePay", figures)


@rule("X42", *_PAY)
def base_pay_and_point(person: Person) -> Iterator[Hit]:
    """Report base pay and a point that are both given and more than a pound apart at that share of full time.

    Safeguarded pay may be above its point, which is why only the shortfall is reported there.
    """
    for block, base_pay, share in _open_pay(person):
        point = person.collection.pay_points.get((block.scale or "", block.region or "", block.point or ""))
        if point is None:
            continue
        found = compare_with_point(base_pay, point, share)
        if found.verdict == "differs" and not (found.difference > 0 and block.safeguarded is True):
            values = _figures(base_pay, share, point.annual, found.at_point)
            yield Hit(block.record, "BasePay", {**values, "point": point.point, "apart": pounds(abs(found.difference))})


def _blocks(person: Person) -> Iterator[PayBlock]:
    for contract in person.contracts:
        yield from contract.pay_blocks()


@rule("X43", "contract.Scale", "role.Scale", "contract.SpinePoint", "role.SpinePoint")
def point_of_its_scale(person: Person) -> Iterator[Hit]:
    """Report a point not of its scale (U2 under TE), or under a scale without points; both must be known codes."""
    for block in _blocks(person):
        scale, point = block.scale, block.point
        if scale is None or point is None:
            continue
        if person.valid(block.record, "Scale") and person.valid(block.record, "SpinePoint"):
            own = scale_of_point(point)
            if own is not None and own != scale:
                yield Hit(block.record, "SpinePoint", {"scale": scale, "own": own})


@rule("X44", *(f"{kind}.{tag}" for kind in ("contract", "role") for tag in ("Scale", "RegionSpine", "SpinePoint")))
def point_needs_scale_and_region(person: Person) -> Iterator[Hit]:
    """Report a point without its scale or without its region: one point is worth four different salaries."""
    for block in _blocks(person):
        if block.point is not None:
            for tag in ("Scale", "RegionSpine"):
                if not block.has(tag):
                    yield Hit(block.record, tag, {"point": block.point})


@rule("X45", "contract.Scale", "role.Scale", "staff.QTStatus")
def unqualified_scale(person: Person) -> Iterator[Hit]:
    """Report scale UT (unqualified teachers) where QTStatus is true."""
    if person.record.typed("QTStatus") is not True:
        return
    for block in _blocks(person):
        if block.scale == "UT":
            yield Hit(block.record, "Scale")


def _payments(person: Person, type_: str) -> Iterator[Hit]:
    """Yield payments of one type on open contracts not paid by the day whose full-time amount is in no range of theirs.

    Additional payments follow the basis of base pay, so an actual amount is raised by the share of full time; without a
    share there is nothing to compare.
    """
    for contract in person.open_contracts:
        if contract.daily_rate is True:
            continue
        for holder in (contract.record, *contract.roles):
            for payment in holder.of("payment"):
                amount = payment.typed("PaymentAmount")
                if payment.code("PaymentType") != type_ or not isinstance(amount, Decimal) or amount <= 0:
                    continue
                share = share_of_full_time(PayBlock(holder, contract))
                doubt = "" if share is None else payment_doubt(type_, pence(share.up(amount)), person.collection)
                if doubt:
                    yield Hit(payment, "PaymentAmount", {"doubt": doubt})


_PAYMENT: Final = (*_PAY, "payment.PaymentType", "payment.PaymentAmount")


@rule("X46", *_PAYMENT)
def tlr_amount(person: Person) -> Iterator[Hit]:
    """Report a TLR payment whose full-time amount is in no range of its type.

    TLR 1, 2 and 3 had one code to 2014 (TLR), later TLE and TL3.
    """
    held = person.collection.code_sets[person.collection.fields["payment.PaymentType"].code_set]
    for type_ in ("TLR", "TLE", "TL3"):
        if held.holds(type_):
            yield from _payments(person, type_)


@rule("X47", *_PAYMENT)
def sen_amount(person: Person) -> Iterator[Hit]:
    """Report an SEN allowance whose full-time amount lies outside the range of the year."""
    return _payments(person, "SEN")

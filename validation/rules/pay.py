"""Pay of a contract or role: scale, region, point and base pay, and whether it is paid by the day (4460 to 4570)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from swf_desktop.record import Record
from validation.rule import Contract, Hit, PayBlock, Person, holds, rule
from validation.rules.staff import qualified

QUALIFIED_SCALES: Final = frozenset({"LD", "TE", "TU", "EX", "AS", "LP"})
"""Scales that only a qualified teacher is paid on."""

LEADERSHIP_POSTS: Final = frozenset({"HDT", "DHT", "AHT"})

SUPPORT_POSTS: Final = frozenset({"SUP", "OSP"})
"""The post of other support staff, to 2018 and from 2019."""

_OTHER_RANGE: Final = 2015
"""The first year in which leadership posts may be on the Other range too; it was seen in 2022 (our reading)."""

_LAST_POINTS: Final = 2013
"""The last year in which scale, region and point stand for base pay."""

_MONEY_FORM: Final = re.compile(r"[0-9]{1,7}\.[0-9]{2}")


def _blocks(person: Person) -> Iterator[PayBlock]:
    for contract in person.contracts:
        yield from contract.pay_blocks()


def _salaried_teacher_blocks(person: Person, post: frozenset[str]) -> Iterator[PayBlock]:
    """Yield the pay of a regular or agency teacher's open contracts in one of some posts that are not paid by the day.

    DailyRate blank counts as N, which is its default in the data items.
    """
    if person.category not in (1, 2):
        return
    for contract in person.open_contracts:
        if contract.post in post and contract.daily_rate is not True:
            yield from contract.pay_blocks()


@rule("4460", "contract.Scale", "role.Scale", covers=("contract.Scale", "role.Scale"))
def scale_known(person: Person) -> Iterator[Hit]:
    """Report a scale that is not in the code set."""
    for block in _blocks(person):
        if not person.valid(block.record, "Scale"):
            yield Hit(block.record, "Scale")


@rule("4470", "contract.Scale", "role.Scale", "staff.QTStatus", "staff.QTLS", "staff.EYTS")
@rule("4470Q", "contract.Scale", "role.Scale", "staff.QTStatus", "staff.QTLS", "staff.EYTS")
def qualified_scale(person: Person) -> Iterator[Hit]:
    """Report a scale of qualified teachers (LD, TE, TU, EX, AS, LP) where no status is true: false, blank or neither.

    An error in 2010 and a query when seen again in 2019 (4470Q); the milder stands.
    """
    if qualified(person):
        return
    for block in _blocks(person):
        if block.scale in QUALIFIED_SCALES:
            yield Hit(block.record, "Scale")


@rule("4480", "contract.Post", "contract.Scale", "role.Scale")
def support_post_scale(person: Person) -> Iterator[Hit]:
    """Report the scale of a qualified teacher under the post of support staff: SUP, from 2019 OSP."""
    for contract in person.contracts:
        if contract.post in SUPPORT_POSTS:
            for block in contract.pay_blocks():
                if block.scale in QUALIFIED_SCALES:
                    yield Hit(block.record, "Scale")


@rule(
    "4490",
    "person.category",
    "contract.open",
    "contract.DailyRate",
    "contract.Post",
    "contract.Scale",
    "role.Scale",
)
def leadership_scale(person: Person) -> Iterator[Hit]:
    """Report a scale other than LD in a teacher's open contract with post HDT, DHT or AHT, not paid by the day.

    Only where a scale is given: a blank one is reported by X34, and nothing is reported twice. Scale OT, which later
    years take too, is refused to 2014, because nothing shows that it was taken then.
    """
    fitting = (None, "LD", "OT") if person.collection.year >= _OTHER_RANGE else (None, "LD")
    for block in _salaried_teacher_blocks(person, LEADERSHIP_POSTS):
        if block.scale not in fitting:
            yield Hit(block.record, "Scale", {"post": block.contract.post or ""})


@rule(
    "4500",
    "person.category",
    "contract.open",
    "contract.DailyRate",
    "contract.Post",
    "contract.Scale",
    "role.Scale",
)
def advanced_skills_scale(person: Person) -> Iterator[Hit]:
    """Report a scale other than AS in a teacher's open contract with post AST, not paid by the day.

    A query: AST posts ended on 1 September 2013 and their holders were moved to other scales, so the post may be what
    is out of date. A blank scale is reported by X34.
    """
    for block in _salaried_teacher_blocks(person, frozenset({"AST"})):
        if block.scale not in (None, "AS"):
            yield Hit(block.record, "Scale")


@rule(
    "4505",
    "person.category",
    "contract.open",
    "contract.DailyRate",
    "contract.Post",
    "contract.Scale",
    "role.Scale",
)
def excellent_teacher_scale(person: Person) -> Iterator[Hit]:
    """Report a scale other than EX in a teacher's open contract with post EXL, not paid by the day.

    In 2013 a known issue and a query: the department itself told schools to return leading practitioners as post EXL
    with scale OT. A blank scale is reported by X34.
    """
    for block in _salaried_teacher_blocks(person, frozenset({"EXL"})):
        if block.scale not in (None, "EX"):
            yield Hit(block.record, "Scale")


@rule("4510", "contract.RegionSpine", "role.RegionSpine", covers=("contract.RegionSpine", "role.RegionSpine"))
def region_known(person: Person) -> Iterator[Hit]:
    """Report a region that is not in the code set; whether a blank one had this number is not known: X44 asks."""
    for block in _blocks(person):
        if not person.valid(block.record, "RegionSpine"):
            yield Hit(block.record, "RegionSpine")


@rule("4520", "contract.SpinePoint", "role.SpinePoint", covers=("contract.SpinePoint", "role.SpinePoint"))
def point_known(person: Person) -> Iterator[Hit]:
    """Report a point that is not in the code set, and nothing more: X43 compares a point with its scale."""
    for block in _blocks(person):
        if not person.valid(block.record, "SpinePoint"):
            yield Hit(block.record, "SpinePoint")


def _records_with_pay(person: Person) -> Iterator[Record]:
    for contract in person.contracts:
        yield contract.record
        yield from contract.roles


@rule("4521Q", "contract.Scale", "role.Scale", "contract.PayFramework", "role.PayFramework")
def leadership_framework(person: Person) -> Iterator[Hit]:
    """Report pay range LD without its pay framework (2017 on); that LD is the code meant is inferred.

    Not where the switch `pay.framework` leaves the item out of the message.
    """
    if not person.collection.switches.get("pay.framework", True):
        return
    for record in _records_with_pay(person):
        if record.code("Scale") == "LD" and not record.has("PayFramework"):
            yield Hit(record, "PayFramework")


@rule("4530", "contract.BasePay", "role.BasePay", covers=("contract.BasePay", "role.BasePay"))
def base_pay_form(person: Person) -> Iterator[Hit]:
    """Report base pay that is not an amount above zero with two decimals.

    At most seven figures before the point, as the rule's text of 2015 has it; the data items have six, and the milder
    stands.
    """
    for block in _blocks(person):
        if block.has("BasePay"):
            amount = block.base_pay
            if amount is None or amount <= 0 or _MONEY_FORM.fullmatch(str(block.record.code("BasePay"))) is None:
                yield Hit(block.record, "BasePay")


def _has_pay(block: PayBlock) -> bool:
    """Whether base pay is given, or scale, region and point, which the department took in its place until 2013."""
    if block.has("BasePay"):
        return True
    if block.contract.person.collection.year > _LAST_POINTS:
        return False
    return block.has("Scale") and block.has("RegionSpine") and block.has("SpinePoint")


@rule("4540", "contract.open", "contract.DailyRate", "contract.pay_level")
def base_pay_given(person: Person) -> Iterator[Hit]:
    """Report an open contract, DailyRate N or blank, without base pay: its own, or of each role where pay is by role.

    All categories, because base pay has been collected for all staff since 2012 (the implementation of 2010 tested 2
    and 3). Until 2013 scale, region and point together satisfy it; from 2014 base pay only.
    """
    for contract in person.open_contracts:
        if contract.daily_rate is not True:
            for block in contract.pay_blocks():
                if not _has_pay(block):
                    yield Hit(block.record, "BasePay")


@rule("4545Q", "contract.pay_level")
def apprentice_minimum(person: Person) -> Iterator[Hit]:
    """Report base pay below hours x weeks x the apprentices' minimum wage; only in years whose rate is known."""
    wage = person.collection.wages.get("apprentice")
    if wage is None:
        return
    for block in _blocks(person):
        figures = _below_wage(block, wage.hourly)
        if figures is not None:
            yield Hit(block.record, "BasePay", figures)


def _below_wage(block: PayBlock, hourly: Decimal) -> dict[str, str] | None:
    """Return the arithmetic in words where base pay is below an hourly wage, None where it is not or is unknown."""
    pay, hours, weeks = block.base_pay, block.hours, block.weeks
    if pay is None or hours is None or weeks is None or pay >= hours * weeks * hourly:
        return None
    return {
        "base_pay": pounds(pay),
        "hours": format(hours.normalize(), "f"),
        "weeks": str(weeks),
        "rate": pounds(hourly),
        "minimum": pounds(hours * weeks * hourly),
    }


@rule("X87", "contract.open", "contract.pay_level", "person.age")
def national_minimum(person: Person) -> Iterator[Hit]:
    """Report base pay below the national minimum wage of somebody old enough for it; a query: there are apprentices.

    What is below the apprentices' own minimum is left to 4545Q.
    """
    wages, age = person.collection.wages, person.age
    if "national" not in wages or age is None or age < (wages["national"].from_age or 0):
        return
    for contract in person.open_contracts:
        for block in contract.pay_blocks():
            figures = _below_wage(block, wages["national"].hourly)
            lower = wages.get("apprentice")
            if figures is not None and (lower is None or _below_wage(block, lower.hourly) is None):
                yield Hit(block.record, "BasePay", {**figures, "age": str(age)})


@rule("4550", "contract.open", "contract.DailyRate", "contract.BasePay", "role.BasePay")
def daily_rate_without_base_pay(person: Person) -> Iterator[Hit]:
    """Report base pay in an open contract with DailyRate Y; all categories, as 4540 (2010 tested 2 and 3)."""
    for block in _daily_rate_blocks(person):
        if block.has("BasePay"):
            yield Hit(block.record, "BasePay")


def _daily_rate_blocks(person: Person) -> Iterator[PayBlock]:
    for contract in person.open_contracts:
        if contract.daily_rate is True:
            yield from contract.pay_blocks()


@rule(
    "X37",
    "contract.open",
    "contract.DailyRate",
    *(
        f"{kind}.{tag}"
        for kind in ("contract", "role")
        for tag in ("Scale", "RegionSpine", "SpinePoint", "SafeguardedSalary")
    ),
    "payment.PaymentType",
    "payment.PaymentAmount",
)
def daily_rate_without_pay_items(person: Person) -> Iterator[Hit]:
    """Report a pay item other than base pay in an open contract with DailyRate Y, which has none by the data items.

    One finding for each level, at the first such item. `SafeguardedSalary` false says nothing and is let pass.
    """
    for block in _daily_rate_blocks(person):
        tag = next((tag for tag in ("Scale", "RegionSpine", "SpinePoint") if block.has(tag)), None)
        if tag is None and block.safeguarded is True:
            tag = "SafeguardedSalary"
        if tag is not None:
            yield Hit(block.record, tag)
        elif block.payments:
            yield Hit(block.payments[0], "PaymentType")


@rule("4562", "contract.open", "contract.DailyRate", "contract.Scale", "role.Scale")
def pay_range_given(person: Person) -> Iterator[Hit]:
    """Report an open contract, not paid by the day, without a pay range at it or at any role (2025 on)."""
    for contract in person.open_contracts:
        if contract.daily_rate is not True and not _anywhere(contract, "Scale"):
            yield Hit(contract.record, "Scale")


def _anywhere(contract: Contract, tag: str) -> bool:
    return contract.record.has(tag) or any(role.has(tag) for role in contract.roles)


@rule("4570", "contract.DailyRate", covers=("contract.DailyRate",))
def daily_rate_known(person: Person) -> Iterator[Hit]:
    """Report a daily rate that is neither Y nor N."""
    for contract in person.contracts:
        if not holds(person.collection, contract.record, "DailyRate"):
            yield Hit(contract.record, "DailyRate")


def pounds(amount: Decimal) -> str:
    """Return an amount as people read it: `31,868.00`."""
    return f"{amount:,.2f}"

"""Which contract a row is about: joins rows to the contracts of one person, within a sheet and across sheets.

Within a sheet of pay elements, roles or payments, rows with the same contract reference (else the same start and
post) are one contract. Within a sheet of contracts, rows are one contract where a post is split over cost centres
(hours and pay are added), or where touching periods are its history (the values in force on the reference date
count). Across sheets rows join by contract reference, else by start date, else where both sides know just one
contract of the person. A sheet that says nothing of a contract's identity (an HR list with arrival date and origin)
speaks of all the person's contracts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from swf_desktop.canonical import sent_decimal
from swf_desktop.record import Record, Value

IDENTITY: Final = ("ContractRef", "ContractStart", "Post", "JobTitle", "Estab")
"""The fields that tell two contracts of one person apart."""

ENDED_ONLY: Final = frozenset({"DestinationCode"})
"""Fields that a list of people says of the contract that ended, never of one that goes on."""

ADDED: Final = {
    "HoursPerWeek": "hours",
    "FTE": "share",
    "BasePay": "money",
    "PayAmount": "money",
    "AnnualSalary": "money",
    "ActualSalary": "money",
    "MonthlyPay": "money",
    "FourWeeklyPay": "money",
    "FortnightlyPay": "money",
    "WeeklyPay": "money",
    "SafeguardedAmount": "money",
}
"""What the rows of one split post share out between them, with the type of the field.

Rates and full-time figures are the same on each.
"""

SURE_FULL_TIME: Final = Decimal(40)
"""More hours than this, added up, are no one post where the file does not say what full time is."""


SURE_SHARE: Final = Decimal("1.5")
"""A share of full time above this is a percentage: nobody works one and a half posts on one contract."""


def identity(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what tells this contract apart in its sheet: the reference, else start, post, establishment."""
    reference = values.get("ContractRef")
    if reference is not None:
        return (str(reference.sent),)
    return tuple(str(values[tag].sent) if tag in values else "" for tag in IDENTITY[1:])


def matching(
    person: Record, values: Mapping[str, Value], rows_of_person: int, taken: set[int], *, by_reference: bool = True
) -> Record | None:
    """Find the contract of `person`, known from other sheets, that `values` are about.

    rows_of_person: how many contracts of this person the sheet has. taken: `id()` of contracts that rows of this
    sheet are joined to. by_reference: False where the two sheets number contracts each in its own way.
    """
    contracts = [contract for contract in person.of("contract") if id(contract) not in taken]
    if not contracts:
        return None
    reference = values.get("ContractRef")
    if reference is not None and by_reference:
        known = [contract for contract in contracts if "ContractRef" in contract.values]
        for contract in known:
            if contract.values["ContractRef"].sent == reference.sent:
                return contract
        if known:
            return None
    start = values.get("ContractStart")
    if start is not None:
        same = [c for c in contracts if c.has("ContractStart") and c.values["ContractStart"].sent == start.sent]
        if len(same) == 1:
            return same[0]
        if len(same) > 1:
            return next((contract for contract in same if _same_post(contract, values)), same[0])
    if len(contracts) == 1 and rows_of_person == 1 and not taken.intersection(map(id, person.of("contract"))):
        return contracts[0]
    return None


def _same_post(contract: Record, values: Mapping[str, Value]) -> bool:
    return any(
        tag in values and contract.has(tag) and contract.values[tag].sent == values[tag].sent
        for tag in ("Post", "JobTitle")
    )


@dataclass(slots=True)
class OneContract:
    """The rows of one sheet that are one contract.

    values: of the contract. rows: all of them, the one it is named after first. heard: the rows whose roles and
    payments count. how: `` for one row, `same` (rows that repeat it), `split` (a post over cost centres), `history`
    (touching periods). added: tag to the figures added.
    """

    values: Mapping[str, Value]
    rows: list[int]
    heard: list[int]
    how: str = ""
    added: dict[str, list[Value]] = field(default_factory=dict)


def combine(rows: list[tuple[int, Mapping[str, Value]]], reference_date: date) -> list[OneContract]:
    """Tell which rows of one person, on one sheet of contracts, are one contract.

    rows: index and values. Rows that are about the same post, type, start and end are one: where nothing differs they
    repeat it; where just hours and pay do, and add up to no more than full time, the post is split. Touching periods
    of one post and type are its history, but a fixed term that is followed by another one was renewed, which is a new
    contract.
    """
    if len(rows) == 1:
        return [OneContract(rows[0][1], [rows[0][0]], [rows[0][0]])]
    contracts: list[OneContract] = []
    for index, values in rows:
        if not any(_take_in(contract, index, values) for contract in contracts):
            contracts.append(OneContract(values, [index], [index]))
    return _histories(contracts, reference_date) if len(contracts) > 1 else contracts


def _take_in(contract: OneContract, index: int, values: Mapping[str, Value]) -> bool:
    """Take a row in where it says the same contract again or another part of the same post."""
    standing = contract.values
    if not any(tag in standing and tag in values for tag in IDENTITY):
        return False
    differing = {
        tag
        for tag in standing.keys() | values.keys()
        if (standing[tag].sent if tag in standing else None) != (values[tag].sent if tag in values else None)
    }
    differing -= contract.added.keys()
    if not differing and not contract.added:
        contract.rows.append(index)
        contract.heard.append(index)
        contract.how = "same"
        return True
    if contract.how not in ("", "split") or not (differing or contract.added) or not differing <= ADDED.keys():
        return False
    tags = {tag for tag in ADDED if tag in standing and tag in values}
    if (
        not tags
        or not differing <= tags
        or any(not isinstance(side[tag].typed, Decimal) for tag in tags for side in (standing, values))
    ):
        return False
    parts = {tag: [*contract.added.get(tag, [standing[tag]]), values[tag]] for tag in tags}
    total = {tag: added(tag, figures) for tag, figures in parts.items()}
    if not _same_work(standing, values) or not _one_post({**standing, **total}, parts.get("FTE", [])):
        return False
    contract.values = {**standing, **total}
    contract.added = parts
    contract.rows.append(index)
    contract.heard.append(index)
    contract.how = "split"
    return True


def added(tag: str, figures: list[Value]) -> Value:
    """Add the figures of a split post."""
    total = sum((value.typed for value in figures if isinstance(value.typed, Decimal)), Decimal(0))
    return Value(" + ".join(value.raw for value in figures), total, sent_decimal(total, ADDED[tag]))


def _same_work(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Whether two rows name one job in the same words: a cleaner and a midday supervisor are both SUP, and two jobs."""
    posts = [values["Post"].raw.strip().casefold() for values in (one, other) if "Post" in values]
    return len(set(posts)) < 2


def _one_post(values: Mapping[str, Value], shares: Sequence[Value]) -> bool:
    """Whether hours and share, added up, are still those of one person in one post. shares: those that were added."""
    share, hours = _number(values, "FTE"), _number(values, "HoursPerWeek")
    full = _number(values, "FTEHours") or SURE_FULL_TIME
    if hours is not None and hours > full:
        return False
    if share is None or share <= Decimal("1.01"):
        # Rounded shares such as 0.67 + 0.34 make a little more than one.
        return True
    # Percentages; but 1 + 1 are two heads, or two full-time jobs.
    percent = all(isinstance(part.typed, Decimal) and part.typed > SURE_SHARE for part in shares)
    return percent and share <= 100


def _number(values: Mapping[str, Value], tag: str) -> Decimal | None:
    value = values.get(tag)
    return value.typed if value is not None and isinstance(value.typed, Decimal) else None


def _day(values: Mapping[str, Value], tag: str) -> date | None:
    value = values.get(tag)
    return value.typed if value is not None and isinstance(value.typed, date) else None


def _histories(contracts: list[OneContract], reference_date: date) -> list[OneContract]:
    """Join contracts whose periods touch to one; the others stay as they are, in the order of their rows."""
    dated = sorted(
        (contract for contract in contracts if _day(contract.values, "ContractStart") is not None),
        key=lambda contract: _day(contract.values, "ContractStart") or date.min,
    )
    chains: list[list[OneContract]] = []
    for contract in dated:
        chain = next((chain for chain in chains if _follows(chain[-1].values, contract.values)), None)
        if chain is None:
            chains.append([contract])
        else:
            chain.append(contract)
    joined = [_as_one(chain, reference_date) for chain in chains if len(chain) > 1]
    gone = {id(contract) for chain in chains if len(chain) > 1 for contract in chain}
    kept = [contract for contract in contracts if id(contract) not in gone]
    return sorted([*kept, *joined], key=lambda contract: min(contract.rows))


def _follows(before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    end, start = _day(before, "ContractEnd"), _day(after, "ContractStart")
    if end is None or start is None or not timedelta(0) <= start - end <= timedelta(1):
        return False
    if "DestinationCode" in before:
        return False
    references = [side.get("ContractRef") for side in (before, after)]
    known = [value.sent for value in references if value is not None]
    if len(known) == 2:
        if known[0] != known[1]:
            return False
    elif _text(before, "ContractType") == "FXT":
        return False
    same = [tag for tag in ("Post", "JobTitle", "ContractType", "Estab") if _text(before, tag) != _text(after, tag)]
    return not same and any(tag in before for tag in ("ContractRef", "Post", "JobTitle"))


def _text(values: Mapping[str, Value], tag: str) -> str:
    value = values.get(tag)
    return "" if value is None else str(value.sent)


def _as_one(chain: list[OneContract], reference_date: date) -> OneContract:
    """Return one contract from the start of the first period to the end of the last.

    Its other values are those that were in force on the reference date.
    """
    in_force = chain[0]
    for contract in chain:
        start = _day(contract.values, "ContractStart")
        if start is not None and start <= reference_date:
            in_force = contract
    values = dict(in_force.values)
    values["ContractStart"] = chain[0].values["ContractStart"]
    end = chain[-1].values.get("ContractEnd")
    if end is None:
        values.pop("ContractEnd", None)
    else:
        values["ContractEnd"] = end
    others = [row for contract in chain if contract is not in_force for row in contract.rows]
    return OneContract(values, [*in_force.rows, *others], in_force.heard, "history", in_force.added)

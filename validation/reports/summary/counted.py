"""What a summary is made of: tables with their words, and the counts that several tables share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Final

from swf_desktop import facts
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from validation.forms import FieldPlan
from validation.rule import Contract, PayBlock, Person

Cell = str | int | Decimal | None

BLANK: Final = "(blank)"

NO_CATEGORY: Final = "Category not known"

_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. number: its cells are figures, set to the right."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some of a table's figures: one bar for each label."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int | Decimal, ...]


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """One table of the summary.

    letter: as the department letters it; `I/J` is ours in the place of two tables that 2013 does not collect.
    rows, totals: cells in the columns' order. check: what to check it for. agrees: which tables should agree with it.
    notes: what does not show in the figures; why a table is empty.
    """

    letter: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...]
    check: str
    agrees: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the summary with its tables."""

    title: str
    tables: tuple[SummaryTable, ...]


@dataclass
class Counted:
    """A return as the tables count it. level: `S` for a school's return, `L` for central staff of an LA."""

    return_: Return
    collection: Collection
    level: str
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        # Nothing is judged here, so the plan knows of no rules.
        plan = FieldPlan(self.collection, frozenset())
        self.people = [Person(record, plan, self.level) for record in self.return_.staff]

    @cached_property
    def current(self) -> list[Person]:
        """The people with a contract or agreement open on the reference date."""
        return [person for person in self.people if person.open_contracts]

    @cached_property
    def open_contracts(self) -> list[Contract]:
        """All contracts and agreements open on the reference date."""
        return [contract for person in self.people for contract in person.open_contracts]

    @property
    def contracts_elsewhere(self) -> bool:
        """Whether the return says that another file brings the contracts."""
        return self.return_.message.typed("ContractOrServiceIncluded") is False

    def describe(self, set_id: str, code: str | None) -> str:
        """Return a code's description, and the text itself where it is no code of its set."""
        if code is None:
            return BLANK
        found = self.collection.code_sets[set_id].codes.get(code)
        return f"{code} (not a code)" if found is None else found.description

    def in_code_order(self, set_id: str, codes: Iterable[str | None]) -> list[str | None]:
        """Return the different codes in the order of their set, texts that are no codes after them, blank last."""
        order = {code: number for number, code in enumerate(self.collection.code_sets[set_id].codes)}
        return sorted(set(codes), key=lambda code: (code is None, order.get(code or "", len(order)), code or ""))


def category_of(contract: Contract) -> int | None:
    """Return the category that one contract gives."""
    return facts.contract_category(contract.record, contract.person.collection)


def categories_of(collection: Collection) -> dict[int | None, str]:
    """Return what people call the staff categories of a year, those who have none last."""
    return {**{one.number: one.label for one in collection.categories.values()}, None: NO_CATEGORY}


def block_fte(block: PayBlock) -> Decimal | None:
    """Return the share of full-time hours of one level of a contract, None where its hours do not say."""
    if block.hours is None or not block.fte_hours or block.fte_hours < 0:
        return None
    return block.hours / block.fte_hours


def contract_fte(contract: Contract) -> Decimal | None:
    """Return a contract's share of full time, None where no level of it has its hours."""
    return added(block_fte(block) for block in contract.hours_blocks())


def added(shares: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known, None where nothing is."""
    known = [share for share in shares if share is not None]
    return sum(known, Decimal(0)) if known else None


def rounded(share: Decimal | None, places: Decimal = _HUNDREDTH) -> Decimal | None:
    """Return a figure with two decimals, half up."""
    return None if share is None else share.quantize(places, ROUND_HALF_UP)


def sex(person: Person) -> str:
    """Return `1` for male, `2` for female (`M` and `F` from 2023), and nothing for all else."""
    return {"1": "1", "M": "1", "2": "2", "F": "2"}.get(person.record.code("GenderCurrent") or "", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Some contracts of some people, counted by full or part time and gender, each person once."""

    contracts: Sequence[Contract]

    @property
    def people(self) -> list[Person]:
        """The people, each once."""
        return list({id(contract.person): contract.person for contract in self.contracts}.values())

    def fte(self) -> Decimal | None:
        """Return the full-time equivalent of all contracts whose hours are known."""
        return rounded(added(map(contract_fte, self.contracts)))

    def cells(self) -> tuple[int | Decimal | None, ...]:
        """Return full time male and female, part time male and female, not known, people, FTE."""
        counts = {"F1": 0, "F2": 0, "P1": 0, "P2": 0, "": 0}
        shares: dict[int, list[Decimal | None]] = {}
        for contract in self.contracts:
            shares.setdefault(id(contract.person), []).append(contract_fte(contract))
        for person in self.people:
            share = rounded(added(shares[id(person)]))
            gender = sex(person)
            counts["" if share is None or not gender else ("F" if share >= 1 else "P") + gender] += 1
        return (*counts.values(), len(self.people), self.fte())


GROUP_COLUMNS: Final = (
    Column("Full time, male"),
    Column("Full time, female"),
    Column("Part time, male"),
    Column("Part time, female"),
    Column("Gender or hours not known"),
    Column("People"),
    Column("FTE"),
)
"""The columns of `Group.cells`."""


def records(people: Iterable[Person], kind: str) -> list[tuple[Person, Record]]:
    """Return all records of one kind with their people."""
    return [(person, record) for person in people for record in person.record.of(kind)]

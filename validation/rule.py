"""What a rule is: a pure function from a person, or from the whole return, to what it found.

A rule's number, severity, texts and years stand in `rules.csv` and are read through `collection.rules[number]`; here
are only the decorators, the cached facts that rules read, and the registry. Rules never change data.

    @rule("4180", "staff.GenderCurrent", covers=("staff.GenderCurrent",))
    def gender(person: Person) -> Iterator[Hit]:
        if not person.record.has("GenderCurrent"):
            yield Hit(person.record, "GenderCurrent")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Collection as Collection_
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from swf_desktop import facts
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from validation.forms import Fault, FieldPlan, in_set

_NO_VALUES: Final[Mapping[str, str]] = MappingProxyType({})

MOST_TOLD: Final = 10
"""So many others who share a key are told of, and no more: what is said of one must not depend on thousands."""

EVERY: Final = "*"
"""Stands for every field among a rule's items."""

PAY_TAGS: Final = ("Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary")
HOURS_TAGS: Final = ("HoursPerWeek", "FTEHours", "WeeksPerYear")

# Facts that rules may name among their items instead of the fields below them: which fields each is derived from.
DERIVED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "person.category": frozenset({"contract.ContractType", "contract.Post"}),
        "person.age": frozenset({"staff.PersonBirthDate"}),
        "contract.open": frozenset({"contract.ContractStart", "contract.ContractEnd"}),
        # Pay and hours stand on the contract or on its roles: filling one on a level moves where the others are sought.
        "contract.pay_level": frozenset(
            f"{kind}.{tag}" for kind in ("contract", "role") for tag in (*PAY_TAGS, *HOURS_TAGS)
        ),
    }
)


class Hit(NamedTuple):
    """One thing that a rule found.

    tag: the field it stands at, None for the record as a whole.
    values: what fills the braces in the rule's message and action, beside `{label}`, `{value}` and `{person}`, which
        the engine fills.
    index: which value of a field that repeats, counted from 0.
    """

    record: Record
    tag: str | None = None
    values: Mapping[str, str] = _NO_VALUES
    index: int = 0  # type: ignore[assignment]  # hides tuple.index, which nobody needs


class PayBlock:
    """Pay and hours of one contract, or of one role where they are given by role."""

    __slots__ = ("contract", "record")

    def __init__(self, record: Record, contract: Contract) -> None:
        self.record = record
        self.contract = contract

    @property
    def scale(self) -> str | None:
        """The pay scale's code as it is sent, valid or not."""
        return self.record.code("Scale")

    @property
    def region(self) -> str | None:
        """The regional spine's code as it is sent, valid or not."""
        return self.record.code("RegionSpine")

    @property
    def point(self) -> str | None:
        """The spine point as it is sent, valid or not."""
        return self.record.code("SpinePoint")

    @property
    def base_pay(self) -> Decimal | None:
        """Base pay in pounds a year, None where it is blank or no number."""
        return _decimal(self.record, "BasePay")

    @property
    def safeguarded(self) -> bool | None:
        """Whether base pay holds a safeguarded sum, None where nobody said."""
        value = self.record.typed("SafeguardedSalary")
        return value if isinstance(value, bool) else None

    @property
    def hours(self) -> Decimal | None:
        """Hours a week, None where blank or no number."""
        return _decimal(self.record, "HoursPerWeek")

    @property
    def fte_hours(self) -> Decimal | None:
        """Full-time hours a week, None where blank or no number."""
        return _decimal(self.record, "FTEHours")

    @property
    def weeks(self) -> int | None:
        """Weeks a year, None where blank or no whole number."""
        value = self.record.typed("WeeksPerYear")
        return value if isinstance(value, int) else None

    @property
    def payments(self) -> list[Record]:
        """The additional payments of this level."""
        return self.record.of("payment")

    def has(self, tag: str) -> bool:
        """Whether the field is filled, with something that parses or not."""
        return self.record.has(tag)


class Contract:
    """One contract or service agreement with the facts that rules share.

    open: open on the reference date (the one function of `swf_desktop.facts`).
    type, post: the codes as they are sent, valid or not; None where blank.
    start, end: None where blank or no date; `record.has("ContractEnd")` tells the two apart.
    daily_rate: True for paid by the day, False for not, None where blank or invalid, which counts as not by the day.
    roles: the role records. role_codes: their identifiers as sent, without blanks.
    """

    __slots__ = (
        "_hours",
        "_pay",
        "daily_rate",
        "end",
        "open",
        "person",
        "post",
        "record",
        "role_codes",
        "roles",
        "start",
        "type",
    )

    def __init__(self, record: Record, person: Person) -> None:
        self.record = record
        self.person = person
        self.open: bool = facts.is_open(record, person.collection)
        self.type = record.code("ContractType")
        self.post = record.code("Post")
        self.start = _date(record, "ContractStart")
        self.end = _date(record, "ContractEnd")
        daily = record.code("DailyRate")
        self.daily_rate = True if daily == "Y" else False if daily == "N" else None
        self.roles = record.of("role")
        self.role_codes = [code for role in self.roles if (code := role.code("RoleIdentifier"))]
        self._pay: list[PayBlock] | None = None
        self._hours: list[PayBlock] | None = None

    def pay_blocks(self) -> list[PayBlock]:
        """Return the level that holds pay: the contract, or each role where any role holds pay and the contract none.

        Where both hold pay, all that hold some (X27 reports that); where none does, the level that holds hours; where
        there is nothing at all, the contract.
        """
        if self._pay is None:
            self._pay = self._blocks(PAY_TAGS, HOURS_TAGS)
        return self._pay

    def hours_blocks(self) -> list[PayBlock]:
        """Return the level that holds hours and weeks; as `pay_blocks`, with the two the other way round."""
        if self._hours is None:
            self._hours = self._blocks(HOURS_TAGS, PAY_TAGS)
        return self._hours

    def _blocks(self, first: Sequence[str], second: Sequence[str]) -> list[PayBlock]:
        for tags in (first, second):
            above = any(tag in self.record.values for tag in tags)
            below = [role for role in self.roles if any(tag in role.values for tag in tags)]
            if above and below:
                return [PayBlock(record, self) for record in (self.record, *below)]
            if above:
                return [PayBlock(self.record, self)]
            if below:
                return [PayBlock(role, self) for role in self.roles]
        return [PayBlock(self.record, self)]


class Absence:
    """One absence with the facts that rules share.

    first, last: None where blank or no date; `record.has("LastDayOfAbsence")` tells the two apart.
    """

    __slots__ = ("first", "last", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.first = _date(record, "FirstDayOfAbsence")
        self.last = _date(record, "LastDayOfAbsence")


class Person:
    """One member of staff with the facts that rules share, each worked out once.

    level: `S` for a school's return, `L` for central staff of an LA.
    """

    __slots__ = (
        "_absences",
        "_category",
        "_faults",
        "_plan",
        "collection",
        "contracts",
        "level",
        "open_contracts",
        "record",
        "reference_date",
    )

    def __init__(self, record: Record, plan: FieldPlan, level: str = "S") -> None:
        collection = plan.collection
        self._plan = plan
        self._faults: list[Fault] | None = None
        self._absences: list[Absence] | None = None
        self.record = record
        self.collection = collection
        self.level = level
        self.reference_date = collection.reference_date
        self.contracts = [Contract(contract, self) for contract in record.of("contract")]
        self.open_contracts = [contract for contract in self.contracts if contract.open]
        self._category: int | None = -1

    @property
    def category(self) -> int | None:
        """The number of the staff category (`facts.contract_category` has the list), None where unknown."""
        if self._category == -1:
            self._category = facts.category(self.record, self.collection)
        return self._category

    @property
    def born(self) -> date | None:
        """The birth date, None where blank or no date."""
        return _date(self.record, "PersonBirthDate")

    @property
    def age(self) -> int | None:
        """Whole years on the reference date, None without a birth date."""
        born = self.born
        return None if born is None else facts.age_on(born, self.reference_date)

    @property
    def absences(self) -> list[Absence]:
        """The absences, in the order of their records."""
        if self._absences is None:
            self._absences = [Absence(record) for record in self.record.of("absence")]
        return self._absences

    @property
    def curriculum(self) -> list[Record]:
        """The curriculum records."""
        return self.record.of("curriculum")

    @property
    def qualifications(self) -> list[Record]:
        """The qualification records."""
        return self.record.of("qualification")

    @property
    def faults(self) -> list[Fault]:
        """Codes and forms of all the person's records that are wrong and that no numbered rule in force judges."""
        if self._faults is None:
            self._faults = self._plan.faults(self.record.walk())
        return self._faults

    def valid(self, record: Record, tag: str) -> bool:
        """Whether a coded field of one of the person's records is blank or holds a code of its set."""
        return tag not in record.values or self._plan.valid(record, tag)


class ReturnFacts:
    """The whole return for the rules over it. level: as for `Person`. tallies: see `return_rule`."""

    __slots__ = ("_plan", "collection", "level", "people", "return_", "tallies")

    def __init__(self, return_: Return, plan: FieldPlan, people: Collection_[Person], level: str = "S") -> None:
        self._plan = plan
        self.return_ = return_
        self.collection = plan.collection
        self.level = level
        # A view that stays true while people are added, changed and taken out; for asking whether there are any.
        self.people = people
        self.tallies: dict[str, Counter[Hashable]] = {}

    @property
    def message(self) -> Record:
        """The message record, where a finding on the return as a whole stands."""
        return self.return_.message

    @property
    def school(self) -> Record | None:
        """The school's own record."""
        return self.return_.school

    @property
    def la(self) -> Record | None:
        """The LA's own record."""
        return self.return_.la

    @property
    def faults(self) -> list[Fault]:
        """As for `Person`, of the message, the school and the LA."""
        records = [
            self.message,
            *(record for top in (self.school, self.la) if top is not None for record in top.walk()),
        ]
        return self._plan.faults(records)

    def tally(self, number: str) -> Counter[Hashable]:
        """Return how many people gave each value of a rule's `tally` function."""
        return self.tallies.get(number, _EMPTY)


_EMPTY: Final[Counter[Hashable]] = Counter()

PersonFunction = Callable[[Person], Iterable[Hit]]
ReturnFunction = Callable[[ReturnFacts], Iterable[Hit]]
KeyFunction = Callable[[Person], Iterable[Hashable]]
SharedFunction = Callable[[Person, Sequence[Person] | None], Iterable[Hit]]
_F = TypeVar("_F", bound=Callable[..., Iterable[Hit]])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule's logic: a function over a person or, for people who share a key, over those; and one over the return.

    items: full names of the fields, or of facts of `DERIVED`, that it reads.
    covers: fields whose text that is no code, date or number this rule reports, so that the general checks keep quiet.
    """

    number: str
    items: frozenset[str]
    covers: frozenset[str]
    doc: str
    of_person: PersonFunction | None = None
    of_return: ReturnFunction | None = None
    of_shared: SharedFunction | None = None
    key: KeyFunction | None = None
    tally: KeyFunction | None = None

    def reads(self, name: str) -> bool:
        """Whether the rule reads a field, by its full name, itself or through a derived fact."""
        return name in self.items or EVERY in self.items or any(name in DERIVED.get(item, ()) for item in self.items)


REGISTRY: Final[dict[str, Rule]] = {}


def rule(number: str, *items: str, covers: Sequence[str] = ()) -> Callable[[PersonFunction], PersonFunction]:
    """Register a rule over one person: `function(person) -> hits`.

    A rule whose items are all of absences, curriculum records or qualifications runs only for people who have one, and
    one whose items many people fill alike is not asked again where it found nothing (`validation.alike`): it must read
    no more than its items, the header and whether pay and hours stand on a contract or its roles.
    """

    def register(function: PersonFunction) -> PersonFunction:
        _register(Rule(number, frozenset(items), frozenset(covers), function.__doc__ or "", of_person=function))
        return function

    return register


def return_rule(
    number: str,
    *items: str,
    key: KeyFunction | None = None,
    tally: KeyFunction | None = None,
    covers: Sequence[str] = (),
) -> Callable[[_F], _F]:
    """Register a rule over the whole return.

    Without key: `function(facts: ReturnFacts) -> hits`. It runs again after every edit, so it must not go through all
    people; give `tally`, a function from a person to values, and read `facts.tally(number)`, a count kept up to date.
    key: a function from a person to values; `function(person, others) -> hits` then runs for each person who shares a
    value with others, who are in order. Where they are more than `MOST_TOLD`, others is None: a filler that stands in
    thousands of records is told of each by itself.
    """

    def register(function: _F) -> _F:
        shared: SharedFunction | None = function if key is not None else None
        whole: ReturnFunction | None = function if key is None else None
        _register(
            Rule(
                number,
                frozenset(items),
                frozenset(covers),
                function.__doc__ or "",
                of_return=whole,
                of_shared=shared,
                key=key,
                tally=tally,
            )
        )
        return function

    return register


def holds(collection: Collection, record: Record, tag: str) -> bool:
    """Whether a coded field is blank, or all it holds are codes of its set. For many fields see `Person.valid`."""
    return in_set(collection.code_sets.get(collection.fields[f"{record.kind}.{tag}"].code_set), record, tag)


def _register(new: Rule) -> None:
    """Add a rule; a number may have one function over a person and one over the rest of the return."""
    old = REGISTRY.get(new.number)
    if old is not None:
        if new.of_person is not None or new.of_return is None or old.of_person is None or old.of_return is not None:
            raise ValueError(f"two functions for rule {new.number}")
        new = replace(
            old,
            items=old.items | new.items,
            covers=old.covers | new.covers,
            of_return=new.of_return,
            tally=new.tally,
        )
    REGISTRY[new.number] = new


def _date(record: Record, tag: str) -> date | None:
    value = record.values.get(tag)
    return value.typed if value is not None and isinstance(value.typed, date) else None


def _decimal(record: Record, tag: str) -> Decimal | None:
    value = record.values.get(tag)
    return value.typed if value is not None and isinstance(value.typed, Decimal) else None

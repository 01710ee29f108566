"""That skipping rules of people who say the same as somebody before never changes what is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value
from tests.known_good import STARTS, collection
from tests.validation.rules.test_corpus import CASES, plain
from tests.validation.test_engine import mutations
from validation.alike import ASPECTS, DATES, PAY, TERMS, aspect_of
from validation.cases import Case, built, change, copied, start_of
from validation.engine import Checker
from validation.forms import FieldPlan
from validation.rule import DERIVED, REGISTRY, Contract, Person, Rule

OF_CONTRACT = {
    "open": "contract.open",
    "type": "contract.ContractType",
    "post": "contract.Post",
    "start": "contract.ContractStart",
    "end": "contract.ContractEnd",
    "daily_rate": "contract.DailyRate",
    "role_codes": "role.RoleIdentifier",
}
"""What a contract works out when it is made, and the item that says so."""


def with_forerunners(return_: Return) -> None:
    """Put before everybody somebody who says the very same, so that all that can be skipped is."""
    people = return_.staff
    people[:0] = [copied(person, person.key, f"before-{person.key}") for person in people]
    for person in people:
        person.parent = return_.message


def both_ways(return_: Return, of: Collection, case: Case | None = None) -> tuple[list[object], list[object]]:
    """Return what is found with rules skipped and without."""
    on, off = (frozenset(), frozenset()) if case is None else (case.on, case.off)
    return tuple(  # type: ignore[return-value]
        [(finding, id(finding.record)) for finding in Checker(return_, of, on=on, off=off, by_likeness=likeness).all()]
        for likeness in (True, False)
    )


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_found_after_somebody_who_was_right(case: Case) -> None:
    of = Collection.load(case.year)
    return_ = built(start_of(case.start, case.year), of)
    with_forerunners(return_)
    for _ in change(return_, case.changes, of):
        pass
    with_skipping, without = both_ways(return_, of, case)
    assert with_skipping == without


@given(st.lists(mutations(), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_return_gives_the_same(changes: list[tuple[str, str, str, str]]) -> None:
    start = changes[0][0]
    return_ = STARTS[start]()
    with_forerunners(return_)
    records = {record.key: record for record in return_.message.walk()}
    for of, key, tag, text in changes:
        if of != start:
            continue
        record = records[key]
        if text:
            record.values[tag] = canonical_value(collection().fields[f"{record.kind}.{tag}"], text)
        else:
            record.values.pop(tag, None)
    # Whoever was changed comes between two who were not, and once more after that.
    return_.message.children["staff"] += [  # type: ignore[index]
        copied(person, person.key, f"after-{person.key}") for person in list(return_.staff)
    ]
    for person in return_.staff:
        person.parent = return_.message
    with_skipping, without = both_ways(return_, collection())
    assert with_skipping == without


def test_the_same_text_read_in_two_ways_is_not_the_same() -> None:
    return_ = STARTS["school"]()
    with_forerunners(return_)
    person = next(person for person in return_.staff if person.key == "teacher")
    contract = person.of("contract")[0]
    value = contract.values["ContractStart"]
    contract.values["ContractStart"] = Value(value.raw, None, value.sent)
    with_skipping, without = both_ways(return_, collection())
    assert with_skipping == without
    assert without


def test_what_was_skipped_would_have_been_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    return_ = STARTS["school"]()
    count = len(return_.staff)
    with_forerunners(return_)
    asked: list[int] = []
    checker = Checker(return_, collection(), start=False)
    for rules in checker._of_aspect.values():
        for place, (position, rule, function) in enumerate(rules):

            def counting(person: Person, function: object = function) -> Iterator[object]:
                asked.append(1)
                yield from function(person)  # type: ignore[operator]

            rules[place] = (position, rule, counting)  # type: ignore[assignment]
    rules_of_aspects = sum(map(len, checker._of_aspect.values()))
    while not checker.step(1):
        pass
    assert 0 < len(asked) <= rules_of_aspects * count, "those who come second were asked too"


def test_whoever_is_edited_is_asked_everything() -> None:
    return_ = STARTS["school"]()
    with_forerunners(return_)
    checker = Checker(return_, collection())
    person = next(person for person in return_.staff if person.key == "teacher")
    person.of("contract")[0].values.pop("ContractType")
    assert "X01" in {finding.rule for finding in checker.recheck(person)}
    assert plain(checker.all()) == plain(Checker(return_, collection(), by_likeness=False).all())


def test_many_rules_have_an_aspect_and_those_of_names_have_none() -> None:
    aspects = [aspect_of(rule, collection()) for rule in REGISTRY.values() if rule.of_person]
    assert all(aspects.count(aspect) >= 10 for aspect in ASPECTS)
    for number, aspect in (("4150", ""), ("4200", ""), ("X95", ""), ("X40", PAY), ("X01", TERMS), ("4357", DATES)):
        assert aspect_of(REGISTRY[number], collection()) == aspect, number


class Heard(dict[str, Value]):
    """Values of one record that tell which of them were asked for."""

    def __init__(self, record: Record, heard: set[str]) -> None:
        super().__init__(record.values)
        self.kind = record.kind
        self.heard = heard

    def get(self, tag: str, default: object = None) -> object:  # type: ignore[override]
        self.heard.add(f"{self.kind}.{tag}")
        return super().get(tag, default)  # type: ignore[arg-type]

    def __getitem__(self, tag: str) -> Value:
        self.heard.add(f"{self.kind}.{tag}")
        return super().__getitem__(tag)

    def __contains__(self, tag: object) -> bool:
        self.heard.add(f"{self.kind}.{tag}?")
        return super().__contains__(tag)

    def __iter__(self) -> Iterator[str]:
        self.heard.add(f"{self.kind}.*")
        return super().__iter__()

    def items(self) -> object:  # type: ignore[override]
        self.heard.add(f"{self.kind}.*")
        return super().items()


def heard_by(rule: Rule, person: Record, plan: FieldPlan, level: str) -> set[str]:
    """Return all that a rule asks of one person."""
    heard: set[str] = set()

    class HeardContract(Contract):
        def __getattribute__(self, name: str) -> object:
            if name in OF_CONTRACT:
                heard.add(OF_CONTRACT[name])
            return super().__getattribute__(name)

    asked = Person(person, plan, level)
    asked.contracts = [HeardContract(record, asked) for record in person.of("contract")]
    asked.open_contracts = [contract for contract in asked.contracts if contract.open]
    holders = [*person.walk(), *([person.parent] if person.parent is not None else [])]
    before = [record.values for record in holders]
    heard.clear()
    for record in holders:
        record.values = Heard(record, heard)
    try:
        hits = list(rule.of_person(asked))  # type: ignore[misc]
    finally:
        for record, values in zip(holders, before, strict=True):
            record.values = values
    # What fills the braces of a text is only asked where something was found.
    return set() if hits else heard


def declared(rule: Rule) -> set[str]:
    """Return what a rule may ask for: its items, and the fields of the facts among them."""
    names = set(rule.items)
    for item in rule.items:
        if item != "contract.open":
            names |= DERIVED.get(item, frozenset())
    # The authority and the establishment are in the header, the same for all.
    names |= {"message.LEA", "message.Estab", "message.SourceLevel", "contract.open"}
    # Whether something stands there, and for all rules whether pay and hours do: that says at which level they are.
    return names | {f"{name}?" for name in (*names, *DERIVED["contract.pay_level"])}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_with_an_aspect_asks_for_nothing_else(case: Case) -> None:
    of = Collection.load(case.year)
    return_ = built(start_of(case.start, case.year), of)
    for _ in change(return_, case.changes, of):
        pass
    checker = Checker(return_, of, on=case.on, off=case.off, start=False)
    for aspect, rules in checker._of_aspect.items():
        for _, rule, _ in rules:
            for person in return_.staff:
                beyond = heard_by(rule, person, checker._plan, checker.level) - declared(rule)
                assert not beyond, f"{rule.number} ({aspect}) asks for {beyond}, which it does not declare"

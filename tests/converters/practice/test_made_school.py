"""Made schools: clean in every phase and size, the same for the same seed, and their people are nobody."""

from __future__ import annotations

import pytest

from converters.practice.made_school import FEWEST, made_return, phases
from converters.practice.people import Identities
from swf_desktop.collection import Collection, collection_years
from swf_desktop.practice import NI_PREFIX
from swf_desktop.record import Return
from validation.engine import check

YEARS = sorted({2013, collection_years()[-1]})


def texts(return_: Return) -> list[tuple[str, str, object]]:
    return [(each.key, tag, value.sent) for each in return_.message.walk() for tag, value in each.values.items()]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("phase", "staff"), [(phase, 45) for phase in phases()] + [("primary", FEWEST), ("secondary", 700)]
)
def test_a_made_school_is_clean(phase: str, staff: int, year: int) -> None:
    collection = Collection.load(year)
    return_ = made_return(collection, Identities(5), staff=staff, phase=phase)
    assert len(return_.staff) == staff
    assert check(return_, collection) == []
    assert return_.message.code("Estab") == phases()[phase].estab


def test_an_authority_is_clean() -> None:
    collection = Collection.load(2013)
    return_ = made_return(collection, Identities(5), staff=30, level="L")
    assert len(return_.staff) == 30
    assert return_.school is None
    assert check(return_, collection) == []


def test_a_seed_gives_the_same_school_and_another_seed_another() -> None:
    collection = Collection.load(2013)
    first, again, other = (made_return(collection, Identities(seed), staff=40) for seed in (3, 3, 4))
    assert texts(first) == texts(again)
    assert texts(first) != texts(other)


def test_every_number_is_given_once_and_is_of_practice() -> None:
    return_ = made_return(Collection.load(2013), Identities(1), staff=300, phase="secondary")
    for tag in ("NINumber", "TeacherNumber"):
        given = [person.code(tag) for person in return_.staff if person.has(tag)]
        assert len(given) > 100
        assert len(set(given)) == len(given)
    assert all(str(person.code("NINumber")).startswith(NI_PREFIX) for person in return_.staff)


def test_pay_and_hours_differ_between_people() -> None:
    return_ = made_return(Collection.load(2013), Identities(1), staff=200, phase="secondary")
    pay = {contract.code("BasePay") for person in return_.staff for contract in person.of("contract")}
    assert len(pay) > 20

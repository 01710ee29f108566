"""That people come out of their bundles as they went in, with every value there once, whatever bundle it came in."""

from __future__ import annotations

from swf_desktop.record import Record
from tests.known_good import school
from ui.worker.bundles import Packer, Unpacker


def said(record: Record) -> list[object]:
    return [(one.kind, one.key, one.values, one.origin, one.losers, one.field_origins) for one in record.walk()]


def test_people_cross_in_bundles_as_they_are() -> None:
    people = school().staff
    for person in people:
        person.parent = None
    packer, unpacker = Packer(), Unpacker()
    there = [unpacker.unpack(packer.pack([person]))[0] for person in people]
    assert [said(person) for person in there] == [said(person) for person in people]
    assert all(contract.parent is person for person in there for contract in person.of("contract"))


def test_what_two_share_they_share_on_the_other_side() -> None:
    one, other = Record("staff", "one"), Record("staff", "other")
    shared = school().staff[0].values["PersonBirthDate"]
    one.values["PersonBirthDate"] = other.values["PersonBirthDate"] = shared
    packer, unpacker = Packer(), Unpacker()
    first, second = (unpacker.unpack(packer.pack([person]))[0] for person in (one, other))
    assert first.values["PersonBirthDate"] is second.values["PersonBirthDate"]
    assert first.values["PersonBirthDate"] == shared


def test_a_new_packer_begins_anew() -> None:
    person = school().staff[0]
    person.parent = None
    Packer().pack([person])
    assert said(Unpacker().unpack(Packer().pack([person]))[0]) == said(person)

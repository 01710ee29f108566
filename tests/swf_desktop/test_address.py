"""Addresses: the element that the writer writes for a field, and the way back."""

from dataclasses import replace

import pytest
from lxml import etree

from converters.message.writer import message_chunks
from swf_desktop.address import Addresses
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

COLLECTION = Collection.load(2013)


def add(parent: Record, kind: str, **values: str) -> Record:
    record = parent.add(Record(kind))
    for tag, text in values.items():
        record.values[tag] = canonical_value(COLLECTION.fields[f"{kind}.{tag}"], text)
    return record


@pytest.fixture
def made() -> Return:
    return_ = Return()
    for family in ("Okafor", "Smith"):
        person = add(return_.message, "staff", PersonFamilyName=family, PersonGivenName="Jane; Anne", PersonRef="1")
        for post in ("TCH", "TAS"):
            contract = add(person, "contract", Post=post, BasePay="100.00", Estab="2999", ContractRef="x")
            add(contract, "role")
            add(contract, "role", RoleIdentifier="TCHR")
            add(contract, "payment", PaymentType="TLR", PaymentAmount="10.00")
            add(contract, "element", ElementName="Basic Pay")
        add(person, "qualification", QualificationCode="FRST", QualificationSubject="G100; F300")
    school = add(return_.message, "school", Estab="2999")
    add(school, "vacancy", VacancyPost="TCH")
    return return_


@pytest.mark.parametrize("switches", [{}, {"estab.repeat": False}, {"subjects.wrapper": "single"}])
def test_every_field_that_is_written_is_found_at_its_address_and_back(
    made: Return, switches: dict[str, object]
) -> None:
    collection = replace(COLLECTION, switches={**COLLECTION.switches, **switches})
    tree = etree.fromstring("".join(message_chunks(made, collection)).encode())
    addresses = Addresses(made, collection)
    checked = 0
    for record in made.message.walk():
        for tag, value in record.values.items():
            if not collection.fields[f"{record.kind}.{tag}"].sent:
                continue
            if tag == "Estab" and record.kind == "contract" and switches.get("estab.repeat") is False:
                assert addresses.xpath(record, tag) == addresses.xpath(record)
                continue
            texts = value.sent if isinstance(value.sent, tuple) else (value.sent,)
            for index, text in enumerate(texts):
                path = addresses.xpath(record, tag, index)
                (element,) = tree.xpath(path)
                assert element.text == text, path
                assert addresses.find(path) == (record, tag)
                checked += 1
    assert checked > 30


def test_what_is_not_written_has_the_address_of_what_holds_it(made: Return) -> None:
    addresses = Addresses(made, COLLECTION)
    person = made.staff[1]
    assert addresses.xpath(person, "NINumber") == addresses.xpath(person)
    assert addresses.xpath(person, "PersonRef") == addresses.xpath(person)
    contract = person.of("contract")[0]
    empty_role = contract.of("role")[0]
    assert addresses.xpath(empty_role, "RoleIdentifier") == addresses.xpath(contract)
    assert addresses.xpath(contract.of("element")[0]) == addresses.xpath(contract)


@pytest.mark.parametrize("path", ["", "Message", "/Other", "/Message/Nothing[9]/x[", "//Message", "/Message/School[2]"])
def test_paths_that_lead_nowhere(made: Return, path: str) -> None:
    found = Addresses(made, COLLECTION).find(path)
    assert found is None or found[1] is None

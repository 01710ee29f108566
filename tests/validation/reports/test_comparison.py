"""A return against an earlier one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from swf_desktop.collection import Collection
from swf_desktop.record import Record
from swf_desktop.words import day_for_people
from tests.validation.reports.report_samples import a_return, person, record
from validation.reports.comparison import compare, comparison_html, match_people, percent
from validation.reports.page import Heading


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


def _teacher(collection: Collection, pay: str | None = "30000.00", **contract: str) -> Record:
    made = person(collection, "Smith", "Jane", TeacherNumber="0412345", NINumber="AB123456C", Ethnicity="WBRI")
    values = {"ContractType": "PRM", "ContractStart": "2010-09-01", "Post": "TCH", **contract}
    made.add(record("contract", collection, **values, **({} if pay is None else {"BasePay": pay})))
    return made


def test_the_same_return_has_no_differences(collection: Collection) -> None:
    found = compare(a_return(collection, _teacher(collection)), a_return(collection, _teacher(collection)), collection)
    assert (found.matched, found.joined, found.left, found.contracts, found.pay, found.blank) == (1, (), (), (), (), ())
    assert (found.begun, found.gone, found.findings) == ((), (), ())


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ({"TeacherNumber": "0412345"}, {"TeacherNumber": "0412345"}, True),
        ({"TeacherNumber": "0412345"}, {"TeacherNumber": "0412346"}, False),
        ({"NINumber": "AB123456C"}, {"NINumber": "ab 12 34 56 c"}, True),
        ({"TeacherNumber": "0412345", "NINumber": "AB123456C"}, {"NINumber": "AB123456C"}, True),
        ({"PersonBirthDate": "1980-01-02"}, {"PersonBirthDate": "1980-01-02"}, True),
        ({"PersonBirthDate": "1980-01-02"}, {"PersonBirthDate": "1980-01-03"}, False),
        ({}, {}, False),
    ],
)
def test_who_is_the_same_person(
    collection: Collection, before: dict[str, str], after: dict[str, str], same: bool
) -> None:
    old, new = person(collection, "Smith", "Jane", **before), person(collection, "SMITH", "jane", **after)
    assert match_people([old], [new]) == ([(old, new)] if same else [])


def test_a_number_that_two_people_have_matches_nobody(collection: Collection) -> None:
    one, two = (person(collection, name, "A", TeacherNumber="0412345") for name in ("Smith", "Jones"))
    assert match_people([one], [one, two]) == []


def test_joined_left_and_contracts(collection: Collection) -> None:
    jones = person(collection, "Jones", "Al", 7, TeacherNumber="0400001")
    new = person(collection, "New", "Bo", 8, TeacherNumber="0400002")
    old_contract = _teacher(collection)
    changed = _teacher(collection, ContractEnd="2013-08-31", Post="AHT")
    changed.add(record("contract", collection, ContractStart="2013-09-01", Post="DHT"))
    found = compare(a_return(collection, old_contract, jones), a_return(collection, changed, new), collection)
    assert (found.matched, found.joined, found.left) == (1, ("NEW, Bo (0400002)",), ("JONES, Al (0400001)",))
    assert [(one.field, one.before, one.after) for one in found.contracts] == [
        ("contract.ContractEnd", None, "2013-08-31"),
        ("contract.Post", "TCH", "AHT"),
    ]
    assert found.begun == (("SMITH, Jane (0412345)", "Deputy Head from 01/09/2013"),)
    assert found.gone == ()
    (finding,) = found.findings
    assert (finding.rule, finding.severity.value, finding.person) == ("last time", "query", "JONES, Al (0400001)")


@pytest.mark.parametrize(
    ("before", "after", "share", "told"),
    [
        ("30000.00", "33000.00", "0.1", None),
        ("30000.00", "33000.01", "0.1", "+10.0%"),
        ("30000.00", "27000.00", "0.1", None),
        ("30000.00", "26999.99", "0.1", "-10.0%"),
        ("30000.00", "2500.00", "0.1", "-91.7%"),
        ("30000.00", "30300.00", "0.005", "+1.0%"),
        ("0.00", "30300.00", "0.1", None),
    ],
)
def test_pay_beyond_a_share(collection: Collection, before: str, after: str, share: str, told: str | None) -> None:
    found = compare(
        a_return(collection, _teacher(collection, before)),
        a_return(collection, _teacher(collection, after)),
        collection,
        Decimal(share),
    )
    assert [percent(change.share) for change in found.pay] == ([] if told is None else [told])
    assert found.contracts == ()
    assert len(found.findings) == (told is not None)
    if told is not None:
        assert found.findings[0].field == "contract.BasePay"
        assert found.findings[0].value == after
        assert found.findings[0].xpath.endswith("/BasePay")


def test_pay_of_roles_counts_as_the_contracts(collection: Collection) -> None:
    after = _teacher(collection, None)
    after.of("contract")[0].add(record("role", collection, RoleIdentifier="TCHR", BasePay="20000.00"))
    after.of("contract")[0].add(record("role", collection, RoleIdentifier="HDYR", BasePay="10000.00"))
    found = compare(a_return(collection, _teacher(collection)), a_return(collection, after), collection)
    assert (found.pay, found.blank) == ((), ())


def test_what_was_filled_and_is_blank_now(collection: Collection) -> None:
    after = _teacher(collection, None)
    del after.values["Ethnicity"]
    found = compare(a_return(collection, _teacher(collection)), a_return(collection, after), collection)
    assert [(item.field, item.before) for item in found.blank] == [
        ("staff.Ethnicity", "WBRI"),
        ("contract.BasePay", "30000.00"),
    ]
    assert [finding.field for finding in found.findings] == ["staff.Ethnicity", "contract.BasePay"]
    assert found.findings[1].xpath.endswith("/ContractOrService[1]")


def test_the_page_names_everything_and_escapes(collection: Collection) -> None:
    before = a_return(collection, person(collection, "<b>", "Al", TeacherNumber="0400001"), _teacher(collection))
    found = compare(before, a_return(collection, _teacher(collection, "40000.00")), collection)
    page = comparison_html(found, Heading.of(collection, before), "swf<2012>.xml")
    assert "swf&lt;2012&gt;.xml" in page
    assert "&lt;B&gt;, Al (0400001)" in page
    assert "Pay changed by more than 10%" in page
    assert "40,000.00" in page
    assert "+33.3%" in page


def test_a_day_is_shown_as_people_write_it() -> None:
    assert day_for_people("2026-09-01") == "01/09/2026"
    for other in ("", "NOTKNW", "66250.00", "ab-cd-efgh", "2026-09"):
        assert day_for_people(other) == other

"""Rules that are off in 2013, or of other years: each switched on by number. The corpus has them in their own years."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value
from validation.engine import check
from validation.rule import REGISTRY

COLLECTION = Collection.load(2013)

Values = Mapping[str, str | bool]


def record(kind: str, values: Values) -> Record:
    """Return a record; tags of other years, which are no fields of 2013, take their value as it is."""
    made = Record(kind, kind)
    for tag, text in values.items():
        field = COLLECTION.fields.get(f"{kind}.{tag}")
        if field is not None:
            made.values[tag] = canonical_value(field, str(text))
        else:
            made.values[tag] = Value(str(text), text, str(text))
    return made


def a_return(**kinds: list[Values]) -> Return:
    """Return one person with one contract, and the records given below them, by kind; the school where it has some."""
    message = record("message", {"SourceLevel": "S", "LEA": "999", "Estab": "4999"})
    staff = message.add(record("staff", *kinds.get("staff", [{}])))
    contract = staff.add(record("contract", {"ContractStart": "2010-09-01", **kinds.get("contract", [{}])[0]}))
    for kind in ("role", "payment"):
        for values in kinds.get(kind, []):
            contract.add(record(kind, values))
    for values in kinds.get("qualification", []):
        staff.add(record("qualification", values))
    school = message.add(record("school", {}))
    for kind in ("vacancy", "headcount"):
        for values in kinds.get(kind, []):
            school.add(record(kind, values))
    return Return(message)


PASS = [
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "CATER"}]}),
    ("7230", {"headcount": [{"SupHeadCount": "1"}]}),
    ("7240Q", {"vacancy": [{"VacancyPost": "TCH"}]}),
    ("X09", {"qualification": [{"QualificationCode": "FRST", "QualificationSubject": "F300"}]}),
    ("X09", {"qualification": [{"ClassOfDegree": "01"}]}),
]

FAIL = [
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "TCHR"}]}, "headcount.AgencyTPsupportCategory"),
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "SENC"}]}, "headcount.AgencyTPsupportCategory"),
    ("7240Q", {}, None),
    ("X09", {"qualification": [{"QualificationCode": "FRST"}]}, "qualification.QualificationSubject"),
]


def found(number: str, kinds: dict[str, list[Values]]) -> list[tuple[str, str | None]]:
    findings = check(a_return(**kinds), COLLECTION, on={number}, off=set(REGISTRY) - {number})
    return [(finding.rule, finding.field) for finding in findings]


@pytest.mark.parametrize(("number", "kinds"), PASS)
def test_nothing_is_found_where_the_condition_is_not_met(number: str, kinds: dict[str, list[Values]]) -> None:
    assert found(number, kinds) == []


@pytest.mark.parametrize(("number", "kinds", "field"), FAIL)
def test_the_condition_is_found_where_it_is_met(number: str, kinds: dict[str, list[Values]], field: str | None) -> None:
    assert found(number, kinds) == [(number, field)]


@pytest.mark.parametrize("number", sorted({number for number, *_ in FAIL}))
def test_each_of_these_is_off_in_2013(number: str) -> None:
    row = COLLECTION.rules[number]
    assert row.in_year(2013) is False or (row.state == "off" and row.state_reason)


def test_base_pay_alone_satisfies_4540_from_2014() -> None:
    contract: Values = {"Scale": "TE", "RegionSpine": "EW", "SpinePoint": "M4"}
    a_teacher = a_return(contract=[contract])
    others = set(REGISTRY) - {"4540"}
    assert check(a_teacher, COLLECTION, off=others) == []
    later = check(a_teacher, Collection.load(2014), off=others)
    assert [(finding.rule, finding.field) for finding in later] == [("4540", "contract.BasePay")]

"""Rules that are off in 2013, or of other years: what is known of their conditions, each switched on by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
    ("4521Q", {"contract": [{"PayRange": "LD", "PayFramework": "2015"}]}),
    ("4521Q", {"contract": [{"PayRange": "UT"}]}),
    ("4545Q", {"contract": [{"BasePay": "7722.00", "HoursPerWeek": "37.50", "WeeksPerYear": "39"}]}),
    ("4545Q", {"contract": [{"BasePay": "1.00", "HoursPerWeek": "37.50"}]}),
    ("4562", {"contract": [{"PayRange": "UT"}]}),
    ("4562", {"contract": [{"DailyRate": "Y"}]}),
    ("4562", {"role": [{"PayRange": "UT"}]}),
    ("4562", {"contract": [{"ContractEnd": "2013-11-06"}]}),
    ("4605", {"contract": [{"Post": "SBP", "Origin": "TCHLEA"}]}),
    ("4605", {"contract": [{"Post": "TCH", "Origin": "1STIMM"}]}),
    ("4746Q", {"contract": [{"HoursPerWeek": "0.50"}]}),
    ("4746Q", {"contract": [{"HoursPerWeek": "0.25", "ContractEnd": "2013-11-06"}]}),
    ("4833", {"payment": [{"PaymentType": "TL3", "PayStartDate": "2015-09-01", "PayEndDate": "2016-08-31"}]}),
    ("4833", {"payment": [{"PaymentType": "TLR"}]}),
    ("6260Q", {"role": [{"RoleIdentifier": "SENC"}], "qualification": [{"QualificationSubject": "X100; Z201"}]}),
    ("6260Q", {"role": [{"RoleIdentifier": "TCHR"}]}),
    ("6260Q", {"role": [{"RoleIdentifier": "SENC"}], "contract": [{"ContractEnd": "2013-11-06"}]}),
    ("6550Q", {"role": [{"RoleIdentifier": "SENC"}]}),
    ("6550Q", {"role": [{"RoleIdentifier": "SENC"}], "contract": [{"ContractEnd": "2013-11-07"}]}),
    ("6560Q", {"staff": [{"SLT": True}], "contract": [{"Post": "SBP"}]}),
    ("6560Q", {"contract": [{"Post": "TCH"}]}),
    ("6570Q", {"contract": [{"Post": "SBP"}], "qualification": [{"QualificationCode": "FRST"}]}),
    ("6570Q", {"contract": [{"Post": "TCH"}]}),
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "CATER"}]}),
    ("7230", {"headcount": [{"SupHeadCount": "1"}]}),
    ("7240Q", {"vacancy": [{"VacancyPost": "TCH"}]}),
    ("X09", {"qualification": [{"QualificationCode": "FRST", "QualificationSubject": "F300"}]}),
    ("X09", {"qualification": [{"ClassOfDegree": "01"}]}),
]

FAIL = [
    ("4521Q", {"contract": [{"PayRange": "LD"}]}, "contract.Scale"),
    ("4521Q", {"role": [{"PayRange": "LD"}]}, "role.Scale"),
    (
        "4545Q",
        {"contract": [{"BasePay": "7721.99", "HoursPerWeek": "37.50", "WeeksPerYear": "39"}]},
        "contract.BasePay",
    ),
    ("4545Q", {"role": [{"BasePay": "100.00", "HoursPerWeek": "10.00", "WeeksPerYear": "39"}]}, "role.BasePay"),
    ("4562", {"contract": [{"DailyRate": "N"}]}, "contract.Scale"),
    ("4562", {"contract": [{"ContractEnd": "2013-11-07"}]}, "contract.Scale"),
    ("4605", {"contract": [{"Post": "SBP", "Origin": "1STIMM"}]}, "contract.Origin"),
    ("4605", {"contract": [{"Post": "SBP", "Origin": "1STEBR"}]}, "contract.Origin"),
    ("4746Q", {"contract": [{"HoursPerWeek": "0.49"}]}, "contract.HoursPerWeek"),
    ("4746Q", {"role": [{"HoursPerWeek": "0.00"}]}, "role.HoursPerWeek"),
    ("4833", {"payment": [{"PaymentType": "TL3", "PayStartDate": "2015-09-01"}]}, "payment.PaymentType"),
    ("4833", {"payment": [{"PaymentType": "TL3", "PayEndDate": "2016-08-31"}]}, "payment.PaymentType"),
    ("6260Q", {"role": [{"RoleIdentifier": "SENC"}]}, None),
    ("6260Q", {"role": [{"RoleIdentifier": "SENC"}], "qualification": [{"QualificationSubject": "Z202"}]}, None),
    ("6550Q", {"role": [{"RoleIdentifier": "TCHR"}]}, None),
    ("6550Q", {"role": [{"RoleIdentifier": "SENC"}], "contract": [{"ContractEnd": "2013-11-06"}]}, None),
    ("6560Q", {"contract": [{"Post": "SBP"}]}, None),
    ("6560Q", {"staff": [{"SLT": False}], "contract": [{"Post": "SBP"}]}, None),
    ("6570Q", {"contract": [{"Post": "SBP"}]}, None),
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "TCHR"}]}, "headcount.AgencyTPsupportCategory"),
    ("7230", {"headcount": [{"AgencyTPsupportCategory": "SENC"}]}, "headcount.AgencyTPsupportCategory"),
    ("7240Q", {}, None),
    ("X09", {"qualification": [{"QualificationCode": "FRST"}]}, "qualification.QualificationSubject"),
]

YEARS = {"4545Q": 2023}
"""Rules whose condition needs a figure that is known for one year only."""


def found(number: str, kinds: dict[str, list[Values]]) -> list[tuple[str, str | None]]:
    collection = replace(COLLECTION, year=YEARS.get(number, 2013))
    findings = check(a_return(**kinds), collection, on={number}, off=set(REGISTRY) - {number})
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
    assert row.state == "off" or not row.in_year(2013)
    assert row.state_reason


def test_the_apprentices_wage_is_asked_for_only_in_the_year_whose_rate_is_known() -> None:
    kinds: dict[str, list[Values]] = {"contract": [{"BasePay": "1.00", "HoursPerWeek": "37.50", "WeeksPerYear": "39"}]}
    assert check(a_return(**kinds), COLLECTION, on={"4545Q"}, off=set(REGISTRY) - {"4545Q"}) == []


def test_base_pay_alone_satisfies_4540_from_2014() -> None:
    contract: Values = {"Scale": "TE", "RegionSpine": "EW", "SpinePoint": "M4"}
    a_teacher = a_return(contract=[contract])
    others = set(REGISTRY) - {"4540"}
    assert check(a_teacher, COLLECTION, off=others) == []
    later = check(a_teacher, replace(COLLECTION, year=2014), off=others)
    assert [(finding.rule, finding.field) for finding in later] == [("4540", "contract.BasePay")]

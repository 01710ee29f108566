"""Open on census day, staff category, age and names: the boundaries by name."""

from datetime import date

import pytest

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.facts import age_on, category, is_open, person_label, years_before
from swf_desktop.record import Record

COLLECTION = Collection.load(2013)


def record(kind: str, **values: str) -> Record:
    made = Record(kind)
    for tag, text in values.items():
        made.values[tag] = canonical_value(COLLECTION.fields[f"{kind}.{tag}"], text)
    return made


@pytest.mark.parametrize(
    ("start", "end", "open_"),
    [
        ("2013-11-07", None, True),
        ("2013-11-08", None, False),
        ("2013-11-06", None, True),
        ("2012-09-01", "2013-11-07", True),
        ("2012-09-01", "2013-11-06", False),
        ("2012-09-01", "2013-11-08", True),
        ("2013-11-07", "2013-11-07", True),
        (None, None, True),
        ("next week", None, True),
        ("2012-09-01", "soon", True),
    ],
)
def test_open_on_the_reference_date(start: str | None, end: str | None, open_: bool) -> None:
    values = {"ContractStart": start, "ContractEnd": end}
    assert is_open(record("contract", **{tag: text for tag, text in values.items() if text}), COLLECTION) is open_


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ([("PRM", "TCH")], 1),
        ([("TMP", "HDT")], 1),
        ([("SAG", "TCH")], 2),
        ([("SLA", "TAS")], 3),
        ([("PRM", "TAS")], 3),
        ([("PRM", "SUP")], 4),
        ([("PRM", "AVT")], 4),
        ([("PRM", "SUP"), ("PRM", "TAS")], 3),
        ([("PRM", "SUP"), ("SAG", "TCH"), ("FXT", "AHT")], 1),
        ([("", "TCH")], None),
        ([("PRM", "")], None),
        ([("PRM", "XYZ")], None),
        ([], None),
    ],
)
def test_the_lowest_category_over_all_contracts(contracts: list[tuple[str, str]], expected: int | None) -> None:
    person = Record("staff")
    for kind, post in contracts:
        values = {"ContractType": kind, "Post": post}
        person.add(record("contract", **{tag: text for tag, text in values.items() if text}))
    assert category(person, COLLECTION) == expected


@pytest.mark.parametrize(
    ("year", "posts", "expected"),
    [
        (2018, ["SUP"], 4),
        (2019, ["SUP"], None),
        (2019, ["OSP"], 4),
        (2019, ["LNT"], 5),
        (2019, ["OSP", "LNT"], 5),
        (2019, ["TAS", "LNT"], 3),
        (2022, ["SBP"], None),
        (2023, ["SBP"], 6),
        (2023, ["SBP", "OSP"], 6),
        (2023, ["LNT", "SBP"], 5),
        (2023, ["SBP", "TCU"], 1),
        (2013, ["AST"], 1),
        (2014, ["AST"], None),
        (2014, ["LDP"], 1),
    ],
)
def test_categories_of_later_years(year: int, posts: list[str], expected: int | None) -> None:
    person = Record("staff")
    for post in posts:
        person.add(record("contract", ContractType="PRM", Post=post))
    assert category(person, Collection.load(year)) == expected


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1998, 11, 7), date(2013, 11, 7), 15),
        (date(1998, 11, 8), date(2013, 11, 7), 14),
        (date(1992, 2, 29), date(2013, 2, 28), 20),
        (date(1992, 2, 29), date(2013, 3, 1), 21),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_years_before_a_leap_day() -> None:
    assert years_before(date(2012, 2, 29), 50) == date(1962, 2, 28)
    assert years_before(date(2013, 11, 7), 50) == date(1963, 11, 7)


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"PersonFamilyName": "Smith", "PersonGivenName": "Jane; Anne", "PersonRef": "010014"}, "SMITH, Jane (010014)"),
        ({"PersonFamilyName": "Smith", "TeacherNumber": "0012304"}, "SMITH (0012304)"),
        ({"PersonRef": "010014"}, "010014"),
        ({"PersonGivenName": "Jane"}, "Jane"),
        ({}, "somebody without a name"),
    ],
)
def test_how_people_name_a_person(values: dict[str, str], label: str) -> None:
    assert person_label(record("staff", **values)) == label

"""The collection: the tables fit together, and each fact is the one that the sources give."""

import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from resources import resource
from swf_desktop.catalogue import catalogue_of, text_of
from swf_desktop.collection import CodeSet, Collection, Group, Leaf, collection_years
from swf_desktop.message_schema import schema_text
from tests.places import EXAMPLES

SCHEMA = Path(str(resource("census", "2013", "swf.xsd")))


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


def test_the_year_and_its_windows(collection: Collection) -> None:
    assert collection.reference_date == date(2013, 11, 7)
    assert (collection.contracts_from, collection.absences_from, collection.absences_until) == (
        date(2012, 9, 1),
        date(2012, 9, 1),
        date(2013, 8, 31),
    )
    assert collection.base_pay_basis == "actual"


def test_another_year_is_refused_with_the_years_there_are() -> None:
    with pytest.raises(LookupError, match=r"no collection for 1999; there are: .*2013"):
        Collection.load(1999)
    assert 2013 in collection_years()


@pytest.mark.parametrize("year", collection_years())
def test_schema_and_catalogue_are_those_that_the_table_of_elements_gives(year: int) -> None:
    schema = SCHEMA.parent.parent / str(year) / "swf.xsd"
    assert schema.read_bytes().decode("utf-8") == schema_text(year)
    assert schema.with_name("catalogue.json").read_text(encoding="utf-8") == text_of(catalogue_of(schema))


@pytest.mark.parametrize("year", collection_years())
def test_every_element_of_the_schema_is_a_field_and_every_sent_field_an_element(year: int) -> None:
    collection = Collection.load(year)
    found = set(json.loads((SCHEMA.parent.parent / str(year) / "catalogue.json").read_text(encoding="utf-8")))
    empty = {name for name, kind in collection.kinds.items() if not kind.element}
    assert found == set(collection.kinds) - empty
    assert empty == ({"element", "absence", "qualification", "headcount"} if year == 2020 else {"element"})
    for kind in collection.kinds.values():
        tags = []

        def gather(content: tuple[object, ...], tags: list[str] = tags) -> None:
            for node in content:
                if isinstance(node, Leaf):
                    tags.append(node.tag)
                elif isinstance(node, Group):
                    gather(node.content)

        gather(kind.content)
        assert tags == [tag for tag, field in kind.fields.items() if field.sent], kind.name


def test_order_and_names_that_are_easy_to_get_wrong(collection: Collection) -> None:
    contract = list(collection.kinds["contract"].fields)
    assert contract[:10] == [
        "ContractType",
        "ContractStart",
        "ContractEnd",
        "Post",
        "SchoolArrivalDate",
        "DailyRate",
        "DestinationCode",
        "Origin",
        "LASchoolLevel",
        "Estab",
    ]
    assert contract[10:15] == ["Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary"]
    assert collection.kinds["staff"].fields["FormerFamilyName"].repeats


@pytest.mark.parametrize("year", collection_years())
def test_fields_name_code_sets_that_there_are(year: int) -> None:
    collection = Collection.load(year)
    assert {field.code_set for field in collection.fields.values() if field.code_set} <= collection.code_sets.keys()


@pytest.mark.parametrize("year", collection_years())
def test_labels_are_unique_within_a_kind(year: int) -> None:
    collection = Collection.load(year)
    for kind in collection.kinds.values():
        labels = [field.label for field in kind.fields.values()]
        assert len(set(labels)) == len(labels), kind.name


@pytest.mark.parametrize(
    ("code_set", "text", "held"),
    [
        ("D00150", "PRM", True),
        ("D00150", "prm", False),
        ("D00150", "", False),
        ("D00036", "2000", True),
        ("D00036", "3949", True),
        ("D00036", "3950", False),
        ("D00036", "02999", False),
        ("D00199", "X100", True),
        ("D00199", "C860", True),
        ("D00199", "E100", False),
        ("D00199", "X099", False),
        ("D00199", "X990", True),
        ("D00199", "X991", False),
        ("D00199", "Z201", True),
        ("D00199", "Z300", False),
        ("D00187", "TAS", True),
        ("D00187*", "SUP", False),
    ],
)
def test_membership(collection: Collection, code_set: str, text: str, held: bool) -> None:
    assert collection.code_sets[code_set].holds(text) is held


def test_a_range_is_as_long_as_what_it_holds() -> None:
    code_set = CodeSet("X", "X", "ranges", dict.fromkeys(["0001-0900", "1000-1099"]))  # type: ignore[arg-type]
    assert [code_set.holds(text) for text in ("0001", "1", "0901", "1050", "1O50", "١٠٥٠")] == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("scale", "region", "point", "annual"),
    [
        ("TE", "EW", "M1", 21804),
        ("TE", "EW", "M6", 31868),
        ("TE", "LI", "M4", 31761),
        ("LD", "LF", "L18", 58565),
        ("AS", "EW", "AST7", 43957),
        ("UT", "LO", "UQT3", 22914),
        ("TU", "LO", "U1", 37975),
        ("TU", "EW", "U2", 35802),
    ],
)
def test_points_of_2013(collection: Collection, scale: str, region: str, point: str, annual: int) -> None:
    assert collection.pay_points[scale, region, point].annual == Decimal(annual)


def test_main_and_upper_points_are_those_of_2012_raised_by_one_per_cent(collection: Collection) -> None:
    import csv

    rows = csv.DictReader(resource("census", "pay.csv").read_text(encoding="utf-8").splitlines())
    before = {
        (row["scale"], row["region"], row["point"]): int(row["annual_gbp"])
        for row in rows
        if row["effective_from"] == "2012-09-01" and row["kind"] == "point" and row["scale"] in ("TE", "TU")
    }
    assert len(before) == 36
    for key, annual in before.items():
        assert collection.pay_points[key].annual == -(-annual * 101 // 100), key


def test_ranges(collection: Collection) -> None:
    assert collection.pay_ranges["TLR2", "ALL"] == (Decimal(2561), Decimal(6259))
    assert collection.pay_ranges["TE", "LI"] == (Decimal(27270), Decimal(36751))
    assert ("TLR3", "ALL") in collection.pay_ranges


@pytest.mark.parametrize(
    ("lea", "regions"),
    [("999", ("EW",)), ("301", ("LI",)), ("881", ("LF", "EW")), ("330", ("EW",)), ("867", ("LF",))],
)
def test_pay_regions(collection: Collection, lea: str, regions: tuple[str, ...]) -> None:
    assert collection.pay_regions[lea] == regions


def test_an_unknown_authority_has_no_region(collection: Collection) -> None:
    assert "998" not in collection.pay_regions


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
@pytest.mark.parametrize("name", ["swf_2013_school.xml", "swf_2013_la_centrally_employed.xml"])
def test_the_examples_are_valid_for_xmllint(name: str) -> None:
    run = subprocess.run(
        ["xmllint", "--noout", "--schema", str(SCHEMA), str(EXAMPLES / name)], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr

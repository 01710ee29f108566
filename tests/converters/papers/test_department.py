"""The department's own papers beside ours: theirs only, ours only, what differs, and what goes into the year pack."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook

from converters.message.writer import message_chunks
from converters.papers.department import Compared, compare_schema, compare_workbook, write_compared
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from swf_desktop.collection import Collection
from swf_desktop.message_schema import schema_text
from swf_desktop.tables import add_root, remove_root
from tests.known_good import find, school, set_fields
from validation.engine import check
from validation.schema import schema_findings

YEAR = 2026
RULES = [
    ["School Workforce Census 2026: validation rules", "", "", ""],
    ["", "", "", ""],
    ["Rule No.", "Error / Query", "Data items", "Message"],
    ["4105", "Error", "TeacherNumber", "Teacher number must be seven digits"],
    ["4110", "Query", "PersonFamilyName", "Family name is missing"],
    ["4160Q", "Query", "NINumber", "NI number is missing"],
    [4999, "Error", "Desk", "Desk {x} must be given"],
]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del made["Sheet"]
    made.save(path)
    return path


def compared(path: Path) -> Compared:
    return compare_workbook(read_source(path), Collection.load(YEAR))


@contextmanager
def in_use(folder: Path) -> Iterator[Collection]:
    add_root(folder)
    try:
        yield Collection.load(YEAR)
    finally:
        remove_root(folder)


@pytest.mark.parametrize(
    "head",
    [
        ["Rule No.", "Error / Query", "Data items", "Message"],
        ["Error Number", "Severity", "Fields", "Error Message"],
        ["VALIDATION NUMBER", "Type", "XML Tags", "Validation Message"],
    ],
)
def test_a_rule_workbook_by_its_headings(tmp_path: Path, head: list[object]) -> None:
    found = compared(book(tmp_path / "rules.xlsx", Notes=[["read me"]], Rules=[*RULES[:2], head, *RULES[3:]]))
    assert found.what == "rule workbook"
    assert [one.what for one in found.theirs_only] == ["4999"]
    assert [(one.what, one.ours, one.theirs) for one in found.differing] == [("4110", "error", "query")]
    assert found.same == 2
    ours = {one.what for one in found.ours_only}
    assert "4120" in ours
    assert not {"4105", "4110", "4160Q"} & ours
    assert not any(number.startswith("X") for number in ours)


def test_without_a_column_of_severity_the_letter_tells(tmp_path: Path) -> None:
    rows = [["Rule number", "Message"], ["4105", "a"], ["4210Q", "b"], ["4120Q", "c"]]
    found = compared(book(tmp_path / "rules.xlsx", Rules=rows))
    assert [(one.what, one.ours, one.theirs) for one in found.differing] == [("4120", "error", "query")]


def test_severities_are_taken_over_from_the_year_on_and_new_rules_are_off(tmp_path: Path) -> None:
    found = compared(book(tmp_path / "rules.xlsx", Rules=RULES))
    write_compared(found, Collection.load(YEAR), tmp_path / "pack")
    with in_use(tmp_path / "pack") as collection:
        assert collection.rules["4110"].severity == "query"
        assert collection.rules["4105"].severity == "error"
        assert collection.rules["4999"].state == "off"
        assert collection.rules["4999"].message == "Desk (x) must be given"
        assert collection.certainty["rules"].level == "seen"
        assert Collection.load(2025).rules["4110"].severity == "error"
        return_ = school(YEAR)
        set_fields(find(return_, "upper"), {"PersonFamilyName": ""}, YEAR)
        assert {str(one.severity) for one in check(return_, collection) if one.rule == "4110"} == {"query"}
    assert Collection.load(YEAR).rules["4110"].severity == "error"


def code_sheet(
    field: str, *, without: str = "", more: tuple[str, ...] = (), set_id: str = "CS999"
) -> list[list[object]]:
    collection = Collection.load(YEAR)
    codes = collection.code_sets[collection.fields[field].code_set].codes
    rows: list[list[object]] = [["Common Basic Data Set"], ["Code set", "Code", "Description"]]
    rows += [[set_id, code, row.description] for code, row in codes.items() if code != without]
    return [*rows, *([set_id, code, f"New {code}"] for code in more)]


ITEMS = [
    ["CBDS number", "Data item name", "XML tag", "Code set", "SWF"],
    ["400141", "Destination", "DestinationCode", "CS999", "Y"],
    ["499999", "Desk", "Desk", "", "Y"],
    ["100001", "Pupil's desk", "PupilDesk", "", ""],
]


def test_codes_of_the_common_basic_data_set_are_taken_over(tmp_path: Path) -> None:
    sheet = code_sheet("contract.DestinationCode", without="SELFMP", more=("DESKS",))
    found = compared(book(tmp_path / "cbds.xlsx", Items=ITEMS, CodeSets=sheet))
    assert found.what == "Common Basic Data Set"
    assert "Destination: DESKS" in [one.what for one in found.theirs_only]
    assert "Destination: SELFMP" in [one.what for one in found.ours_only]
    assert "item Desk" in [one.what for one in found.theirs_only]
    assert "item PupilDesk" not in [one.what for one in found.theirs_only]
    write_compared(found, Collection.load(YEAR), tmp_path / "pack")
    with in_use(tmp_path / "pack") as collection:
        codes = collection.code_sets[collection.fields["contract.DestinationCode"].code_set]
        assert codes.holds("DESKS")
        assert codes.codes["DESKS"].description == "New DESKS"
        assert not codes.holds("SELFMP")
        assert collection.certainty["codes"].level == "seen"
        before = Collection.load(2025)
        then = before.code_sets[before.fields["contract.DestinationCode"].code_set]
        assert then.holds("SELFMP")
        assert not then.holds("DESKS")


def test_guesses_that_stand_in_it_are_guesses_no_more(tmp_path: Path) -> None:
    sheet = code_sheet("contract.LeavingReason", set_id="CS097")
    found = compared(book(tmp_path / "cbds.xlsx", CodeSets=sheet))
    write_compared(found, Collection.load(YEAR), tmp_path / "pack")
    with in_use(tmp_path / "pack") as collection:
        codes = collection.code_sets["CS097"].codes
        assert not [code for code, row in codes.items() if row.confidence.startswith("guess")]


def test_a_list_that_is_another_one_is_left_as_it_is(tmp_path: Path) -> None:
    rows = [["Code set", "Code", "Description"], ["CS097", "QQQ", "Something"], ["CS097", "RRR", "Else"]]
    found = compared(book(tmp_path / "cbds.xlsx", CodeSets=rows))
    assert found.rows == {}
    assert any("it was left as it is" in note for note in found.notes)
    assert found.seen == {}


def test_another_workbook_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = book(tmp_path / "staff.xlsx", Staff=[["Surname", "Forename"], ["Smith", "Jane"]])
    with pytest.raises(SourceError, match="neither a column of rule numbers"):
        compared(path)


def schema(folder: Path, *changes: tuple[str, str]) -> Path:
    text = re.sub(r"<xs:annotation>.*?</xs:annotation>", "", schema_text(YEAR), flags=re.DOTALL)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "theirs.xsd"
    path.write_text(text, encoding="utf-8")
    return path


def element(name: str) -> str:
    """The whole element of a leaf as our schema has it, without what it says."""
    text = re.sub(r"<xs:annotation>.*?</xs:annotation>", "", schema_text(YEAR), flags=re.DOTALL)
    match = re.search(rf'<xs:element name="{name}"[^>]*>\s*</xs:element>', text)
    assert match is not None, name
    return match[0]


def test_our_own_schema_differs_in_nothing(tmp_path: Path) -> None:
    found = compare_schema(schema(tmp_path), Collection.load(YEAR))
    assert found.theirs_only == found.ours_only == found.differing == []
    assert found.rows == {}
    assert "message" in found.seen


def test_elements_and_order_of_the_schema_are_taken_over(tmp_path: Path) -> None:
    slt, eyts = element("SLT"), element("EYTS")
    listed = (
        '<xs:element name="DailyRate" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:enumeration value="Y"/><xs:enumeration value="N"/><xs:enumeration value="P"/>'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    path = schema(
        tmp_path,
        (element("PayReviewDate"), ""),
        (slt, ""),
        (eyts, slt + eyts),
        (element("DailyRate"), listed),
    )
    found = compare_schema(path, Collection.load(YEAR))
    assert found.theirs_only == [found.theirs_only[0]]
    assert found.theirs_only[0].what == "Daily rate: P"
    assert [one.what.rpartition("/")[2] for one in found.ours_only] == ["PayReviewDate"]
    (order,) = found.differing
    assert order.theirs.index("SLT") < order.theirs.index("EYTS") < order.ours.index("SLT")
    write_compared(found, Collection.load(YEAR), tmp_path / "pack")
    with in_use(tmp_path / "pack") as collection:
        assert not collection.sends("contract.PayReviewDate")
        assert collection.code_sets[collection.fields["contract.DailyRate"].code_set].holds("P")
        text = "".join(message_chunks(school(YEAR), collection))
        assert text.index("<SLT>") < text.index("<EYTS>")
        assert "PayReviewDate" not in text
        assert schema_findings(text.encode(), collection) == []
        assert Collection.load(2025).sends("contract.PayReviewDate")
    assert Collection.load(YEAR).sends("contract.PayReviewDate")


def test_an_element_that_is_theirs_only_is_named(tmp_path: Path) -> None:
    desk = element("SLT").replace('"SLT"', '"Desk"')
    found = compare_schema(schema(tmp_path, (element("SLT"), element("SLT") + desk)), Collection.load(YEAR))
    (one,) = found.theirs_only
    assert one.what.endswith("/Desk")
    assert "message" not in found.seen
    assert any("have no place yet" in note for note in found.notes)


@pytest.mark.parametrize("text", ["not xml", "<a/>", '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>'])
def test_what_is_no_such_schema_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "theirs.xsd"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError):
        compare_schema(path, Collection.load(YEAR))

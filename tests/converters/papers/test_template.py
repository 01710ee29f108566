"""The template: headings of the catalogue, drop-downs, notes and formats, the same bytes each time."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from converters.papers.template import LAST_ROW, choices, write_template
from swf_desktop.collection import Code, CodeSet, Collection, Field, Kind


def a_field(
    name: str,
    label: str,
    type_: str = "text",
    codes: str = "",
    *,
    required: str = "",
    repeats: bool = False,
    sent: bool = True,
) -> Field:
    kind, _, tag = name.partition(".")
    return Field(
        kind,
        tag,
        label,
        type_,
        codes,
        0,
        required,
        frozenset(),
        repeats,
        sent,
        "",
        "",
        f"Help on {label}.",
        "such as this",
        "",
        "",
    )


def a_set(id_: str, membership: str, **codes: str) -> CodeSet:
    return CodeSet(
        id_, f"Set {id_}", membership, {code: Code(code, text, None, None, "", "", "") for code, text in codes.items()}
    )


FIELDS = [
    a_field("message.LEA", "LA number", "digits"),
    a_field("staff.PersonRef", "Staff number", sent=False),
    a_field("staff.PersonFamilyName", "Family name", "name", required="yes"),
    a_field("staff.PersonGivenName", "Given name", "name", required="yes", repeats=True),
    a_field("staff.PersonBirthDate", "Date of birth", "date"),
    a_field("staff.QTStatus", "Qualified teacher status", "boolean"),
    a_field("staff.Initials", "Initials", sent=False),
    a_field("contract.ContractRef", "Contract number", sent=False),
    a_field("contract.ContractType", "Contract type", "code", "D00150"),
    a_field("contract.SpinePoint", "Spine point", "code", "D00197"),
    a_field("contract.Estab", "School number", "digits", "D00036"),
    a_field("contract.BasePay", "Base pay", "money"),
    a_field("contract.MonthlyPay", "Monthly pay", "money", sent=False),
    a_field("contract.DailyPay", "Pay per day", "money", sent=False),
    a_field("absence.AbsenceCategory", "Absence category", "code", "D00159"),
    a_field("absence.Estab", "School number", "digits", "D00036"),
    a_field("school.Estab", "School number", "digits", "D00036"),
]
SETS = [
    a_set("D00150", "list", PRM="Permanent", FXT="Fixed Term"),
    a_set("D00197", "list", M1="Main Scale, point 1", U1="Upper Pay Scale, point 1"),
    a_set("D00036", "ranges", **{"1000-1099": "Nursery schools"}),
    a_set("D00159", "list", SIC="=Sickness", OTH="Other"),
]


@pytest.fixture
def collection() -> Collection:
    kinds: dict[str, Kind] = {}
    for field in FIELDS:
        kinds.setdefault(field.kind, Kind(field.kind, field.kind, field.kind, {}, ())).fields[field.tag] = field
    return replace(
        Collection.load(2013),
        kinds=kinds,
        fields={field.name: field for field in FIELDS},
        code_sets={code_set.id: code_set for code_set in SETS},
    )


@pytest.fixture
def book(collection: Collection, tmp_path: Path) -> Workbook:
    return load_workbook(write_template(tmp_path / "template.xlsx", collection))


def headings(book: Workbook, sheet: str) -> list[object]:
    return [cell.value for cell in book[sheet][1]]


def test_a_sheet_for_each_kind_in_the_collection(book: Workbook) -> None:
    assert book.sheetnames == ["Read me", "Staff", "Contracts", "Absences", "School", "Codes"]
    assert book["Codes"].sheet_state == "hidden"


def test_headings_are_the_labels_of_the_catalogue(book: Workbook) -> None:
    assert headings(book, "Staff") == [
        "Staff number",
        "Family name",
        "Given name",
        "Given name 2",
        "Date of birth",
        "Qualified teacher status",
    ]
    assert headings(book, "Contracts") == [
        *(
            "Staff number",
            "Contract number",
            "Contract type",
            "Spine point",
            "School number",
            "Base pay",
            "Monthly pay",
        ),
    ]
    assert headings(book, "Absences") == ["Staff number", "Absence category"]
    assert headings(book, "School") == ["LA number", "School number"]


def test_drop_downs_reach_the_code_lists(book: Workbook) -> None:
    lists = {str(rule.sqref): rule.formula1 for rule in book["Contracts"].data_validations.dataValidation}
    assert lists == {f"C2:C{LAST_ROW}": "Codes!$A$2:$A$3", f"D2:D{LAST_ROW}": "Codes!$B$2:$B$3"}
    codes = book["Codes"]
    assert [codes[f"A{row}"].value for row in (1, 2, 3)] == ["D00150 Set D00150", "Permanent", "Fixed Term"]
    assert [codes[f"B{row}"].value for row in (2, 3)] == ["M1", "U1"]
    answers = {str(rule.sqref): rule.formula1 for rule in book["Staff"].data_validations.dataValidation}
    assert answers[f"F2:F{LAST_ROW}"] == '"Yes,No"'


def test_a_description_that_looks_like_a_formula_stays_text(book: Workbook) -> None:
    assert (book["Codes"]["C2"].value, book["Codes"]["C2"].data_type) == ("=Sickness", "s")


def test_formats_notes_and_the_first_row(book: Workbook) -> None:
    staff = book["Staff"]
    assert staff.freeze_panes == "A2"
    assert staff.column_dimensions["A"].number_format == "@"
    assert staff.column_dimensions["E"].number_format == "dd/mm/yyyy"
    assert book["Contracts"].column_dimensions["F"].number_format == "0.00"
    for sheet in ("Staff", "Contracts", "Absences", "School"):
        for cell in book[sheet][1]:
            assert cell.comment is not None
            assert "such as this" in cell.comment.text
    assert "Choose from the list" in book["Contracts"]["C1"].comment.text
    assert "list" not in book["Contracts"]["E1"].comment.text


def test_the_same_bytes_each_time(collection: Collection, tmp_path: Path) -> None:
    one = write_template(tmp_path / "one.xlsx", collection).read_bytes()
    assert write_template(tmp_path / "two.xlsx", collection).read_bytes() == one


@pytest.mark.parametrize(
    ("code_set", "offered"),
    [
        (a_set("D1", "list", A="One", B="Two"), ["One", "Two"]),
        (a_set("D1", "list", A="Same", B="same", C="Other"), ["A", "B", "Other"]),
        (a_set("D00197", "list", M1="Main Scale, point 1"), ["M1"]),
        (a_set("D1", "ranges", **{"1-9": "Some"}), []),
        (a_set("D1", "examples", C100="Biology"), ["Biology"]),
    ],
)
def test_what_a_drop_down_offers(code_set: CodeSet, offered: list[str]) -> None:
    assert choices(code_set) == offered

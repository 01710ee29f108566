"""What changed since the last upload: every change is told, and nothing where nothing changed."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from converters.practice.maker import Wanted, make_practice
from swf_desktop.record import Value
from tests.known_good import change, collection, school
from ui.cli.main import app
from validation.reports.resubmission import changes_in_words

PLACES = [
    (number, tag)
    for number, record in enumerate(school().message.walk())
    for tag in record.values
    if record.kind != "message" and tag not in ("TeacherNumber", "NINumber")
]


def test_nothing_is_said_where_nothing_changed() -> None:
    one, other = school(), school()
    other.message.values["SerialNo"] = Value("002", "002", "002")
    assert changes_in_words(one, other, collection()) == []


@given(st.sampled_from(PLACES))
@settings(max_examples=80, deadline=None)
def test_each_item_that_changed_is_told_alone(place: tuple[int, str]) -> None:
    number, tag = place
    before, after = school(), school()
    record = list(after.message.walk())[number]
    record.values[tag] = Value("Zz9", "Zz9", "Zz9")
    said = changes_in_words(before, after, collection())
    assert len(said) == 1
    assert said[0].endswith("and is Zz9.")
    assert collection().fields[f"{record.kind}.{tag}"].label in said[0]
    del record.values[tag]
    [gone] = changes_in_words(before, after, collection())
    assert gone.endswith("and is blank.")


def test_who_came_and_went_and_records_are_told() -> None:
    before, after = school(), school()
    steps = [
        {"at": "deputy", "remove": True},
        {
            "at": "ta",
            "copy": "new",
            "set": {"NINumber": "AB900001C", "PersonFamilyName": "New", "PersonBirthDate": "1980-01-01"},
        },
        {"at": "teacher.curriculum2", "remove": True},
        {"at": "school", "add": "headcount", "set": {"AgencyTPsupportCategory": "OTHTP", "SupHeadCount": "1"}},
        {"at": "head.contract", "set": {"ContractStart": "2009-09-02"}},
    ]
    assert len(list(change(after, steps))) == 5
    assert set(changes_in_words(before, after, collection())) == {
        "ASKE, Bryn (9312302) is no longer in it.",
        "NEW, Harpreet is new in it.",
        "POOLE, Tomos (0412304), curriculum record 2 is gone.",
        "The school, third-party support head count 3 is new.",
        "OKONKWO-HALE, Miriam (8512301), contract 1: Contract start date was 01/09/2009 and is 02/09/2009.",
    }


def test_the_command(tmp_path: Path) -> None:
    one, other = (make_practice(Wanted(2013, 15, faults=faults), tmp_path / f"of {faults}") for faults in ("", "4430"))
    same = CliRunner().invoke(app, ["changes", str(one.paths[0]), str(one.paths[0])])
    assert (same.exit_code, same.output.strip()) == (0, "Nothing changed since the last upload.")
    said = CliRunner().invoke(app, ["changes", str(one.paths[0]), str(other.paths[0])])
    assert "is new in it" in said.output
    assert "Raise the serial number" in said.output

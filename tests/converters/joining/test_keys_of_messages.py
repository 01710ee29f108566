"""Records of a return that was made before are known by what identifies them, not by where they stand in the file."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest
from lxml import etree

from converters.built import Built
from converters.pipeline import build, read_all
from converters.request import Request
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Edit
from tests.places import EXAMPLES

MESSAGE = EXAMPLES / "swf_2013_school.xml"


def _built(path: Path, *overlay: Edit) -> Built:
    return build(read_all([path]), Request(overlay=overlay))


def _records(built: Built) -> list[Record]:
    return [record for person in built.returns[0].return_.staff for record in person.walk()]


def _like(record: Record) -> tuple[object, ...]:
    """Say what a record is, without the values that the edits of these tests change."""
    values = tuple(sorted((tag, value.sent) for tag, value in record.values.items() if tag not in EDITED.values()))
    person = record.person()
    return record.kind, None if person is None else person.code("TeacherNumber") or person.code("NINumber"), values


EDITED = {
    "absence": "WorkingDaysLost",
    "contract": "HoursPerWeek",
    "qualification": "ClassOfDegree",
    "staff": "Ethnicity",
}
NEW = {"absence": "7.5", "contract": "11.25", "qualification": "03", "staff": "REFU"}


def _edits(built: Built) -> list[Edit]:
    return [
        Edit(record.key, f"{record.kind}.{EDITED[record.kind]}", NEW[record.kind])
        for record in _records(built)
        if record.kind in EDITED
    ]


def _edited(built: Built) -> list[tuple[object, ...]]:
    return sorted(
        (
            _like(record)
            for record in _records(built)
            if record.kind in EDITED and record.code(EDITED[record.kind]) == NEW[record.kind]
        ),
        key=repr,
    )


@pytest.mark.parametrize("seed", range(4))
def test_edits_stand_where_they_were_made_when_records_come_and_are_sorted(tmp_path: Path, seed: int) -> None:
    first = _built(MESSAGE)
    edits = _edits(first)
    edited = _edited(_built(MESSAGE, *edits))
    assert len(edited) == len(edits) > 10
    tree = etree.parse(MESSAGE)
    chance = random.Random(seed)
    for element in tree.iter("SchoolWorkforceMembers", "ContractOrServiceGroup", "Absences", "Qualifications"):
        children = list(element)
        if element.tag == "Absences":
            new = copy.deepcopy(children[0])
            new.find("FirstDayOfAbsence").text = "2013-01-03"
            new.find("LastDayOfAbsence").text = "2013-01-04"
            children.insert(0, new)
        chance.shuffle(children)
        element[:] = children
    path = tmp_path / "again.xml"
    tree.write(path, encoding="UTF-8", xml_declaration=True)
    again = _built(path, *edits)
    assert again.edits_gone == []
    assert _edited(again) == edited


def test_what_was_kept_by_place_is_brought_under_the_present_keys() -> None:
    """As every version up to this one named them: people by number, all below by their ordinal."""
    built = _built(MESSAGE)
    person = next(one for one in built.returns[0].return_.staff if len(one.of("qualification")) > 1)
    second = person.of("qualification")[1]
    former = f"{person.key}/qualification:2"
    again = _built(MESSAGE, Edit(former, "qualification.ClassOfDegree", "07"))
    assert again.edits_gone == []
    assert again.rekeyed[former] == second.key != former
    (found,) = [record for record in _records(again) if record.code("ClassOfDegree") == "07"]
    assert found.key == second.key


def test_keys_are_each_a_record_of_their_own() -> None:
    keys = [record.key for record in _built(MESSAGE).returns[0].return_.message.walk()]
    assert len(set(keys)) == len(keys)
    assert all(keys)

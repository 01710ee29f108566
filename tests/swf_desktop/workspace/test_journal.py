"""Records made by hand and settings in the journal: kept, undone, put into a return, with keys that stay theirs."""

from pathlib import Path

import pytest

from converters.joining.keys import assign_keys
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from swf_desktop.workspace.journal import (
    Added,
    Edit,
    Entry,
    FieldChange,
    RecordChange,
    SettingChange,
    from_text,
    hand_key,
    to_text,
)
from swf_desktop.workspace.overlay import apply_added, apply_overlay, keep_hand_keys
from swf_desktop.workspace.workspace import Workspace

COLLECTION = Collection.load(2013)


def a_return() -> Return:
    made = Return()
    person = made.message.add(Record("staff"))
    person.values["PersonRef"] = canonical_value(COLLECTION.fields["staff.PersonRef"], "10")
    contract = person.add(Record("contract"))
    contract.values["ContractRef"] = canonical_value(COLLECTION.fields["contract.ContractRef"], "1")
    contract.add(Record("payment"))
    contract.add(Record("payment"))
    made.message.add(Record("school"))
    assign_keys(made)
    return made


CONTRACT = "PersonRef:10/contract:1"


@pytest.mark.parametrize(
    "change",
    [
        RecordChange("hand:vacancy:1", None, Added("hand:vacancy:1", "vacancy", "school")),
        RecordChange("hand:vacancy:1", Added("hand:vacancy:1", "vacancy", "school"), None),
        SettingChange("estab", "", "2999"),
        FieldChange("k", "contract.Post", None, Edit("k", "contract.Post", "TCH", "why")),
    ],
)
def test_changes_are_stored_as_text_and_taken_back(change: RecordChange | SettingChange | FieldChange) -> None:
    assert from_text(to_text((change,))) == (change,)
    assert change.inverse().inverse() == change
    assert change.inverse() != change


def test_the_workspace_keeps_undoes_and_redoes(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    added = Added("hand:vacancy:1", "vacancy", "school")
    edit = Edit(added.key, "vacancy.VacancyPost", "TCH")
    with Workspace.open(path) as workspace:
        workspace.do(
            Entry("A vacancy", (RecordChange(added.key, None, added), FieldChange(added.key, edit.field, None, edit)))
        )
        workspace.do(Entry("School", (SettingChange("estab", "", "2999"),)))
    with Workspace.open(path) as workspace:
        assert workspace.added() == [added]
        assert workspace.overlay() == [edit]
        assert workspace.setting("estab") == "2999"
        workspace.undo()
        assert workspace.setting("estab") == ""
        workspace.undo()
        assert workspace.added() == []
        assert workspace.overlay() == []
        workspace.redo()
        assert workspace.added() == [added]
        assert workspace.overlay() == [edit]


def test_records_by_hand_stand_below_their_parents() -> None:
    made = a_return()
    placed, gone = apply_added(
        made,
        [
            Added("hand:staff:1", "staff", "message"),
            Added("hand:contract:2", "contract", "hand:staff:1"),
            Added("hand:vacancy:3", "vacancy", "school"),
            Added("hand:role:4", "role", "not there"),
            Added("school", "school", "message"),
        ],
        COLLECTION,
    )
    assert [key for _, key in placed] == ["hand:staff:1", "hand:contract:2", "hand:vacancy:3"]
    assert [one.key for one in gone] == ["hand:role:4"]
    assert made.staff[-1].of("contract")[0].key == "hand:contract:2"
    assert made.school is not None
    assert [one.key for one in made.school.of("vacancy")] == ["hand:vacancy:3"]
    assert len(made.message.of("school")) == 1
    left = apply_overlay(made, [Edit("hand:contract:2", "contract.Post", "TCH")], COLLECTION)
    assert left == []
    assert made.staff[-1].of("contract")[0].code("Post") == "TCH"


def test_the_school_of_no_file_can_be_made_by_hand() -> None:
    made = Return()
    placed, gone = apply_added(
        made, [Added("school", "school", "message"), Added("hand:vacancy:1", "vacancy", "school")], COLLECTION
    )
    assert gone == []
    assert made.school is placed[0][0]
    assert made.school.of("vacancy")[0].key == "hand:vacancy:1"


def test_keys_made_from_content_leave_those_by_hand_alone() -> None:
    made = a_return()
    placed, _ = apply_added(
        made,
        [
            Added("hand:payment:1", "payment", CONTRACT),
            Added("hand:staff:2", "staff", "message"),
            Added("hand:contract:3", "contract", "hand:staff:2"),
        ],
        COLLECTION,
    )
    contract = made.staff[0].of("contract")[0]
    late = contract.add(Record("payment"))
    below = made.staff[1].of("contract")[0].add(Record("payment"))
    made.staff[1].values["TeacherNumber"] = canonical_value(COLLECTION.fields["staff.TeacherNumber"], "1234567")
    assign_keys(made)
    keep_hand_keys(placed)
    assert [one.key for one in contract.of("payment")] == [
        f"{CONTRACT}/payment:1",
        f"{CONTRACT}/payment:2",
        "hand:payment:1",
        f"{CONTRACT}/payment:3",
    ]
    assert late.key == f"{CONTRACT}/payment:3"
    assert made.staff[1].key == "hand:staff:2"
    assert made.staff[1].of("contract")[0].key == "hand:contract:3"
    assert below.key == "hand:contract:3/payment:1"


def test_a_key_is_never_given_twice() -> None:
    first = hand_key("vacancy", [])
    second = hand_key("vacancy", [Added(first, "vacancy", "school")])
    third = hand_key("vacancy", [Added(second, "vacancy", "school")])
    assert len({first, second, third}) >= 2
    assert second != first
    assert third != second


def test_nothing_in_a_repr_is_about_a_person() -> None:
    added = Added("hand:contract:1", "contract", "NINumber:AB123456C")
    assert "AB123456C" not in repr(added)
    assert "AB123456C" not in repr(RecordChange(added.key, None, added))

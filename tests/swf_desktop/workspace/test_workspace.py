"""The workspace: what is kept comes back, each change is one step, and a file that cannot be used is told politely."""

import multiprocessing
import os
import sqlite3
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet, Value
from swf_desktop.workspace.faults import WorkspaceBusy, WorkspaceError, WorkspaceTooNew
from swf_desktop.workspace.journal import Edit, Entry, FieldChange, Journal, RecipeChange, from_text, to_text
from swf_desktop.workspace.schema import VERSION
from swf_desktop.workspace.workspace import Workspace

COLLECTION = Collection.load(2013)


def value(name: str, text: str) -> Value:
    return canonical_value(COLLECTION.fields[name], text)


def a_return() -> Return:
    sheet = Sheet("payroll.xlsx", "Pay", {"contract.BasePay": 3})
    hr = Sheet("HR.csv", None, {})
    made = Return()
    made.message.values["LEA"] = value("message.LEA", "999")
    person = made.message.add(Record("staff", "PersonRef:010014", origin=Origin(hr, 4)))
    person.values["PersonFamilyName"] = Value("  SMITH ", "Smith", "Smith")
    person.values["PersonGivenName"] = value("staff.PersonGivenName", "Jane; Anne")
    person.values["PersonBirthDate"] = Value("31/02/1970", None, "31/02/1970")
    contract = person.add(Record("contract", "PersonRef:010014/contract:1", origin=Origin(sheet, 9)))
    contract.values["BasePay"] = value("contract.BasePay", "19120.80")
    contract.values["Post"] = value("contract.Post", "TCH")
    contract.field_origins = {"Post": Origin(hr, 4)}
    contract.losers = {"Post": [(Value("Head", "HDT", "HDT"), Origin(sheet, 9))]}
    contract.add(Record("role", "PersonRef:010014/contract:1/role:1")).values["RoleIdentifier"] = Value(
        "TCHR", "TCHR", "TCHR"
    )
    return made


def told(record: Record) -> object:
    """Everything a record holds, comparable."""
    return (
        record.kind,
        record.key,
        record.values,
        record.origin,
        record.field_origins,
        record.losers,
        {kind: [told(child) for child in children] for kind, children in (record.children or {}).items()},
    )


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a return.swfreturn"
    before = a_return()
    with Workspace.open(path) as workspace:
        workspace.save_return(before, COLLECTION)
    with Workspace.open(path) as workspace:
        after = workspace.load_return(COLLECTION)
    assert after is not None
    assert told(after.message) == told(before.message)
    assert after.staff[0].of("contract")[0].typed("BasePay") == Decimal("19120.80")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@given(st.lists(st.tuples(TEXTS, st.booleans(), TEXTS), max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(values: list[tuple[str, bool, str]]) -> None:
    made = Return()
    for raw, parsed, sent in values:
        made.message.add(Record("staff")).values["PersonFamilyName"] = Value(raw, sent if parsed else None, sent)
    with Workspace.open(None) as workspace:
        workspace.save_return(made, COLLECTION)
        after = workspace.load_return(COLLECTION)
    assert after is not None
    assert [person.values for person in after.staff] == [person.values for person in made.staff]


def test_nothing_kept_is_none() -> None:
    with Workspace.open(None) as workspace:
        assert workspace.load_return(COLLECTION) is None
        assert workspace.raw("a.csv", None) is None
        assert workspace.undo() is None
        assert workspace.redo() is None


def test_raw_tables_are_kept_by_file_and_sheet(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a.swfreturn") as workspace:
        workspace.put_raw("a.xlsx", "Pay", b"one" * 1000)
        workspace.put_raw("a.xlsx", "Pay", b"two")
        workspace.put_raw("b.csv", None, b"")
        assert workspace.raw("a.xlsx", "Pay") == b"two"
        assert workspace.raw("b.csv", None) == b""
        assert workspace.raw_tables() == [("a.xlsx", "Pay"), ("b.csv", None)]
        workspace.remove_raw("a.xlsx")
        assert workspace.raw_tables() == [("b.csv", None)]


def test_undo_and_redo_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    with Workspace.open(path) as workspace:
        workspace.edit("k", "contract.Post", "TCH", label="Post of 1 person")
        workspace.edit("k", "contract.Post", "HDT", label="Post again", reason="promoted")
        workspace.change_recipe("format = 1\n", label="Recipe")
    with Workspace.open(path) as workspace:
        assert workspace.overlay() == [Edit("k", "contract.Post", "HDT", "promoted")]
        assert [workspace.undo() is not None, workspace.undo() is not None] == [True, True]
        assert workspace.overlay() == [Edit("k", "contract.Post", "TCH")]
        assert workspace.recipe == ""
    with Workspace.open(path) as workspace:
        assert workspace.redo() is not None
        assert workspace.overlay() == [Edit("k", "contract.Post", "HDT", "promoted")]
        workspace.edit("k", "contract.Post", None, label="Withdrawn")
        assert workspace.overlay() == []
        assert workspace.redo() is None
        assert [entry.label for entry in workspace.journal().entries] == [
            "Post of 1 person",
            "Post again",
            "Withdrawn",
        ]


def test_serial_numbers_count_up_and_stop_at_999() -> None:
    with Workspace.open(None) as workspace:
        assert workspace.next_serial() == "001"
        workspace.record_export("007", "a.xml", datetime(2013, 11, 11), "00")
        assert workspace.next_serial() == "008"
        workspace.record_export("999", "b.xml", datetime(2013, 11, 12), "00")
        with pytest.raises(WorkspaceError, match="999"):
            workspace.next_serial()
        assert [export.file_name for export in workspace.exports()] == ["a.xml", "b.xml"]


def test_notes_are_kept_changed_and_removed() -> None:
    with Workspace.open(None) as workspace:
        workspace.note("4160Q", "k", "staff.NINumber", "Not yet known")
        workspace.note("4160Q", "k", "staff.NINumber", "Asked for")
        assert [note.text for note in workspace.notes()] == ["Asked for"]
        workspace.note("4160Q", "k", "staff.NINumber", "")
        assert workspace.notes() == []


def test_a_second_window_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    with Workspace.open(path), pytest.raises(WorkspaceBusy, match="another window"):
        Workspace.open(path)
    Workspace.open(path).close()


@pytest.mark.parametrize("content", [b"%PDF-1.4 not a database at all, but long enough to look like one" * 20, b"x"])
def test_a_file_that_is_no_workspace(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.swfreturn"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="not a return's workspace"):
        Workspace.open(path)
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    with pytest.raises(WorkspaceError, match="not a return's workspace"):
        Workspace.open(path)


def test_a_newer_file_is_refused_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    Workspace.open(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceTooNew, match="newer version"):
        Workspace.open(path)
    assert path.read_bytes() == before


def _edit_until_killed(path: str, pipe: object) -> None:
    with Workspace.open(Path(path)) as workspace:
        for number in range(10_000):
            workspace.edit(f"k{number}", "contract.Post", "TCH", label=f"Step {number}")
            pipe.send(number)  # type: ignore[attr-defined]


def test_a_killed_process_loses_no_step_that_was_made(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_edit_until_killed, args=(str(path), writer))
    process.start()
    writer.close()
    made = -1
    while made < 20:
        made = reader.recv()
    process.kill()
    process.join()
    while reader.poll():
        try:
            made = reader.recv()
        except EOFError:
            break
    with Workspace.open(path) as workspace:
        assert len(workspace.overlay()) >= made + 1
        assert len(workspace.journal().entries) == len(workspace.overlay())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may do anything may also write here")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        Workspace.open(tmp_path / "a.swfreturn")


EDITS = st.builds(Edit, st.just("k"), st.just("contract.Post"), TEXTS, TEXTS)
CHANGES = st.one_of(
    st.builds(RecipeChange, TEXTS, TEXTS),
    st.builds(FieldChange, st.just("k"), st.just("contract.Post"), st.none() | EDITS, st.none() | EDITS),
)


@given(st.lists(CHANGES, max_size=4))
def test_changes_are_stored_as_text_and_undo_themselves(changes: list[FieldChange | RecipeChange]) -> None:
    assert from_text(to_text(tuple(changes))) == tuple(changes)
    entry = Entry("x", tuple(changes))
    assert entry.inverse().inverse() == entry


def test_a_new_step_ends_what_could_be_redone() -> None:
    steps = [Entry(str(number), ()) for number in range(3)]
    journal = Journal().add(steps[0]).add(steps[1]).undone().add(steps[2])
    assert journal.entries == (steps[0], steps[2])
    assert journal.can_redo is None
    assert journal.undone().undone().undone().done == 0

"""The session: the sample school through the worker process, edits, undo, records by hand, and what must hold."""

import os
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from converters.pipeline import build, check_return, read_all, write_return
from converters.request import Request
from converters.workspace import MESSAGE_START, keep_sources, kept_request, kept_sources
from swf_desktop.packs import PACKS_SETTING, sums_text
from swf_desktop.workspace.faults import WorkspaceBusy
from swf_desktop.workspace.workspace import Workspace
from tests.ui.conftest import wait_until_ready
from ui.cli.main import app
from ui.session.events import What
from ui.session.session import Session

NOW = datetime(2013, 11, 20, 10, 30)


def findings_of_command(path: Path) -> list[tuple[str, str | None, str | None]]:
    """What the command finds in a workspace, as comparable rows."""
    with Workspace.open(path) as workspace:
        built = build(kept_sources(workspace), kept_request(workspace, Request(year=2013)))
    one = built.returns[0]
    return sorted(((f.rule, f.record.key if f.record else None, f.field) for f in check_return(one, now=NOW)), key=repr)


def findings_of_window(session: Session) -> list[tuple[str, str | None, str | None]]:
    return sorted(
        (
            (f.rule, f.record.key if f.record else None, f.field)
            for f in session.findings
            if f.severity in ("error", "query", "schema")
        ),
        key=repr,
    )


def test_the_sample_school_arrives_whole(built: Session, sample: list[Path]) -> None:
    made = build(read_all(sample), Request(year=2013))
    assert made.returns[0].return_.staff
    here = [record.key for record in built.return_.message.walk()]  # type: ignore[union-attr]
    there = [record.key for record in made.returns[0].return_.message.walk()]
    assert sorted(here) == sorted(there)
    assert {pay.reference for pay in built.shown.all_pay} == {pay.reference for pay in made.payroll.contracts}  # type: ignore[union-attr]
    for pay in built.shown.all_pay:
        assert built.shown.record(pay.record.key) is pay.record
    expected = sorted((f.rule, f.record.key if f.record else None) for f in check_return(made.returns[0], now=NOW))
    assert sorted((rule, key) for rule, key, _ in findings_of_window(built)) == expected
    assert built.built is not None
    assert [sheet.used for sheet in built.built.sheets].count(True) >= 4


def test_an_edit_shows_at_once_and_agrees_with_the_command(qtbot: QtBot, built: Session) -> None:
    person = built.people[3]
    typed = built.edits.edit(person, "GenderCurrent", "rubbish")
    assert typed.problem
    assert person.raw("GenderCurrent") == "rubbish"
    assert any(f.field == "staff.GenderCurrent" for f in built.checking.findings_of(person))
    here = findings_of_window(built)
    path = built.path
    built.close()
    assert path is not None
    assert findings_of_command(path) == here


def test_undo_and_redo_change_the_records(qtbot: QtBot, built: Session) -> None:
    person = built.people[0]
    before = person.values.get("PersonBirthDate")
    built.edits.edit(person, "PersonBirthDate", "1/2/1970")
    assert person.code("PersonBirthDate") == "1970-02-01"
    built.changes.undo()
    assert person.values.get("PersonBirthDate") == before
    built.changes.redo()
    assert person.code("PersonBirthDate") == "1970-02-01"
    assert built.journal.can_undo is not None
    assert "Date of birth" in built.journal.can_undo.label


def test_undo_after_a_restart_brings_the_source_back(qtbot: QtBot, built: Session) -> None:
    key = built.people[0].key
    before = built.people[0].values.get("GenderCurrent")
    built.edits.edit(built.people[0], "GenderCurrent", "9")
    path = built.path
    assert path is not None
    built.close()
    built.open(path)
    wait_until_ready(qtbot, built)
    person = built.shown.record(key)
    assert person is not None
    assert person.code("GenderCurrent") == "9"
    built.changes.undo()
    wait_until_ready(qtbot, built)
    person = built.shown.record(key)
    assert person is not None
    assert person.values.get("GenderCurrent") == before


def test_a_vacancy_made_by_hand_is_in_the_return(qtbot: QtBot, built: Session) -> None:
    school = built.return_.school  # type: ignore[union-attr]
    assert school is not None
    count = len(school.of("vacancy"))
    key = built.edits.add_record("vacancy", school, {"VacancyPost": "TCH", "Tenure": "F"}, "A vacancy")
    assert key is not None
    assert len(school.of("vacancy")) == count + 1
    built.builder.build_soon()
    wait_until_ready(qtbot, built)
    again = built.shown.record(key)
    assert again is not None
    assert again.code("VacancyPost") == "TCH"
    built.edits.remove_record(again, "Vacancy removed")
    wait_until_ready(qtbot, built)
    assert built.shown.record(key) is None
    built.changes.undo()
    wait_until_ready(qtbot, built)
    assert built.shown.record(key).code("Tenure") == "F"  # type: ignore[union-attr]


def test_a_person_made_by_hand_with_a_contract(qtbot: QtBot, built: Session) -> None:
    made = built.edits.add_records(
        [
            ("staff", "message", {"PersonFamilyName": "Quill", "TeacherNumber": "7654321"}),
            ("contract", "#0", {"Post": "TCH", "ContractStart": "2013-09-01", "ContractType": "PRM"}),
        ],
        "A person added",
    )
    assert len(made) == 2
    wait_until_ready(qtbot, built)
    person, contract = (built.shown.record(key) for key in made)
    assert person is not None
    assert contract is not None
    assert contract.parent is person
    assert built.people[-1] is person
    path = built.path
    here = findings_of_window(built)
    assert any(key == made[0] for _, key, _ in here)
    built.close()
    assert path is not None
    assert findings_of_command(path) == here


def test_the_message_is_the_command_s_to_the_byte(
    qtbot: QtBot, built: Session, sample: list[Path], tmp_path: Path
) -> None:
    results: list[dict[str, object]] = []
    built.write(
        tmp_path / "window.xml",
        serial="001",
        practice=False,
        now=NOW,
        then=results.append,
        failed=lambda why: pytest.fail(str(why)),
    )
    qtbot.waitUntil(lambda: bool(results), timeout=30_000)
    write_return(
        build(read_all(sample), Request(year=2013)).returns[0], tmp_path / "command.xml", serial="001", now=NOW
    )
    assert (tmp_path / "window.xml").read_bytes() == (tmp_path / "command.xml").read_bytes()
    assert built.workspace is not None
    assert [export.serial for export in built.workspace.exports()] == [1]


def test_a_locked_return_is_not_changed_but_its_next_version_is(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    built.lock("001")
    told: list[str] = []
    built.told.connect(lambda message: told.append(message.text))
    person = built.people[0]
    before = dict(person.values)
    built.edits.edit(person, "GenderCurrent", "9")
    assert person.values == before
    assert "locked" in told[0]
    built.next_version(tmp_path / "next.swfreturn")
    wait_until_ready(qtbot, built)
    built.edits.edit(built.people[0], "GenderCurrent", "9")
    assert built.people[0].code("GenderCurrent") == "9"
    with Workspace.open(tmp_path / "Harbour Lane.swfreturn") as first:
        assert first.overlay() == []
        assert first.setting("locked") == "001"


def test_a_workspace_of_the_command_opens_with_all_its_files(
    qtbot: QtBot, session: Session, sample: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "made.swfreturn"
    arguments = ["convert", *map(str, sample), "--workspace", str(path), "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(app, arguments).exit_code in (0, 1)
    session.open(path)
    wait_until_ready(qtbot, session)
    read = read_all(sample)
    assert [(view.file, view.sheet, view.height, view.width) for view in session.files.views] == [
        (table.file, table.sheet, table.height, table.width) for table in read.tables
    ]
    assert len(session.people) == len(build(read, Request(year=2013)).returns[0].return_.staff)
    assert session.built is not None
    assert session.built.sheets
    # What was found out is kept, until the command puts other tables in their place.
    assert [saved["file"] for saved in session.files.saved()] == [table.file for table in read.tables]
    session.close()
    with Workspace.open(path) as workspace:
        keep_sources(workspace, read)
    session.open(path)
    assert session.files.saved(), "they are the same tables"
    session.close()
    with Workspace.open(path) as workspace:
        keep_sources(workspace, replace(read, tables=[replace(one, notes=["read again"]) for one in read.tables]))
    session.open(path)
    assert not session.files.saved()
    wait_until_ready(qtbot, session)
    assert all(view.height for view in session.files.views)


def test_a_message_kept_by_the_command_is_known_as_one(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    message = tmp_path / "return.xml"
    message.write_bytes(b"<Message/>")
    with Workspace.open(tmp_path / "kept.swfreturn") as workspace:
        workspace.put_raw("return.xml", None, MESSAGE_START + message.read_bytes())
    session.open(tmp_path / "kept.swfreturn")
    wait_until_ready(qtbot, session)
    (view,) = session.files.views
    assert view.message
    assert session.files.digest_of("return.xml", None)


def test_one_signal_tells_of_all_edits_before_it(qtbot: QtBot, built: Session) -> None:
    seen: list[frozenset[str]] = []
    built.changed.connect(lambda what: seen.append(built.touched) if What.EDITS in what else None)
    first, second = built.people[:2]
    built.edits.edit(first, "GenderCurrent", "")
    built.edits.edit(second, "GenderCurrent", "")
    qtbot.waitUntil(lambda: bool(seen), timeout=5_000)
    assert seen[0] == {first.key, second.key}
    built.edits.edit(second, "GenderCurrent", "1")
    qtbot.waitUntil(lambda: len(seen) > 1, timeout=5_000)
    assert seen[1] == {second.key}


def test_a_note_is_kept_after_the_return_was_sent(qtbot: QtBot, built: Session) -> None:
    query = next(finding for finding in built.findings if finding.severity == "query")
    built.lock("001")
    built.notes.set_note(query, "It is right.")
    assert built.notes.note(query) == "It is right."
    assert built.workspace is not None
    assert [note.text for note in built.workspace.notes()] == ["It is right."]


def test_two_sessions_on_one_file(built: Session, settings: object) -> None:
    other = Session()
    with pytest.raises(WorkspaceBusy, match="another window"):
        other.open(built.path)  # type: ignore[arg-type]
    assert not other.is_open
    other.shut_down()


def test_stopping_leaves_the_return_as_it_was(qtbot: QtBot, built: Session, sample: list[Path]) -> None:
    people = len(built.people)
    built.files.add(sample[:1])
    built.worker.cancel()
    wait_until_ready(qtbot, built)
    assert len(built.people) == people
    built.builder.build_soon()
    wait_until_ready(qtbot, built)
    assert len(built.people) == people


def test_a_decision_is_undone_as_a_whole(qtbot: QtBot, built: Session) -> None:
    assert built.built is not None
    sheet, column = next(
        (sheet, column)
        for sheet in built.built.sheets
        for column in sheet.columns
        if column.target == "staff.GenderCurrent"
    )
    built.decisions.set_column(sheet.file, sheet.sheet, column.heading, "ignore")
    wait_until_ready(qtbot, built)
    assert not any(person.has("GenderCurrent") for person in built.people if person.origin.sheet.file == sheet.file)  # type: ignore[union-attr]
    built.changes.undo()
    wait_until_ready(qtbot, built)
    assert all(person.has("GenderCurrent") for person in built.people)


def test_names_and_pay_can_be_hidden(built: Session) -> None:
    person = built.people[0]
    name = built.shown.name_of(person)
    built.set_private(True)
    assert built.shown.name_of(person) == "Person 1"
    assert built.shown.text(person, "PersonFamilyName") == "•••"
    built.set_private(False)
    assert built.shown.name_of(person) == name


def test_after_edits_the_message_is_still_the_command_s(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    person = next(one for one in built.people if any(pay.record.has("BasePay") for pay in built.shown.pay_of(one)))
    contract = built.shown.pay_of(person)[0].record
    built.edits.edit(contract, "HoursPerWeek", "20")
    built.edits.edit(person, "GenderCurrent", "rubbish")
    built.edits.add_record("vacancy", "school", {"VacancyPost": "HDT"}, "A vacancy")
    built.decisions.leave_out([built.people[-1]], "left before census day", "Somebody left out")
    wait_until_ready(qtbot, built)
    results: list[dict[str, object]] = []
    built.write(
        tmp_path / "window.xml",
        serial="007",
        practice=False,
        now=NOW,
        then=results.append,
        failed=lambda why: pytest.fail(str(why)),
    )
    qtbot.waitUntil(lambda: bool(results), timeout=30_000)
    assert built.workspace is not None
    assert [export.serial for export in built.workspace.exports()] == [7]
    path = built.path
    built.close()
    assert path is not None
    with Workspace.open(path) as workspace:
        command = build(kept_sources(workspace), kept_request(workspace, Request(year=2013)))
    write_return(command.returns[0], tmp_path / "command.xml", serial="007", now=NOW)
    text = (tmp_path / "window.xml").read_bytes()
    assert text == (tmp_path / "command.xml").read_bytes()
    assert b">20.00</" in text
    assert b">HDT</VacancyPost>" in text or b">HDT</" in text


def test_a_return_made_before_is_opened_corrected_and_written(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    results: list[dict[str, object]] = []
    source = tmp_path / "made before.xml"
    built.write(
        source, serial="001", practice=False, now=NOW, then=results.append, failed=lambda why: pytest.fail(str(why))
    )
    qtbot.waitUntil(lambda: bool(results), timeout=30_000)
    people = len(built.people)
    built.open(tmp_path / "second.swfreturn")
    built.files.add([source])
    wait_until_ready(qtbot, built)
    assert len(built.people) == people
    before = source.read_bytes()
    built.edits.edit(built.people[0], "PersonFamilyName", "Corrected")
    results.clear()
    built.write(
        tmp_path / "again.xml",
        serial="002",
        practice=False,
        now=NOW,
        then=results.append,
        failed=lambda why: pytest.fail(str(why)),
    )
    qtbot.waitUntil(lambda: bool(results), timeout=30_000)
    assert source.read_bytes() == before
    assert b"Corrected" in (tmp_path / "again.xml").read_bytes()


def test_opening_says_that_the_year_packs_are_others_now(session: Session, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "packed.swfreturn") as workspace:
        workspace.set_setting("year", "2026")
        workspace.set_setting(PACKS_SETTING, sums_text({"year-2026": "0" * 64}))
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    session.open(tmp_path / "packed.swfreturn")
    assert any("year-2026 is no longer there" in text for text in told)


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be removed on Windows")
def test_work_goes_on_elsewhere_when_the_file_goes(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.swfreturn"
    path.parent.mkdir()
    session.open(path)
    session.decisions.change_setting("Name of the school", "school name", "Before")
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    shutil.rmtree(path.parent)
    session.decisions.change_setting("Name of the school", "school name", "After")
    assert "no longer where it was" in told[-1]
    session.save_copy(tmp_path / "elsewhere.swfreturn")
    assert session.setting("school name") == "Before"
    session.decisions.change_setting("Name of the school", "school name", "After")
    with Workspace.open(shutil.copy(tmp_path / "elsewhere.swfreturn", tmp_path / "b.swfreturn")) as kept:
        assert kept.setting("school name") == "After"

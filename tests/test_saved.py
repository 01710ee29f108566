"""What earlier versions saved opens today; no edit, note, decision or undo is lost. See tests/data/saved/README.md."""

import json
import shutil
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from converters.papers.answers import read_answers
from converters.pipeline import build
from converters.recipe import recipe_file
from converters.recipe.recipe import RecipeError
from converters.recipe.recipe_file import parse_recipe, read_recipe
from converters.request import Request
from converters.sources.reader import read_source
from converters.workspace import SETTING, entered_keys, kept_notes, kept_request, kept_sources
from swf_desktop.collection import Collection
from swf_desktop.workspace import schema
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.last_closed import kept_copy
from swf_desktop.workspace.schema import UPGRADES, VERSION
from swf_desktop.workspace.workspace import Workspace
from tests.places import DATA
from ui.settings import Settings

SAVED = DATA / "saved"
COLLECTION = Collection.load(2013)


@pytest.fixture(params=sorted(folder.name for folder in SAVED.iterdir() if folder.is_dir()))
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of what one version saved: opening may upgrade it."""
    return Path(shutil.copytree(SAVED / request.param, tmp_path / request.param))


def expected(saved: Path, part: str) -> Any:
    return json.loads((saved / "expected.json").read_text(encoding="utf-8"))[part]


def rows(tuples: Any) -> list[list[Any]]:
    return [list(one) for one in tuples]


def test_there_is_a_first_version() -> None:
    assert "0.1.0" in [folder.name for folder in SAVED.iterdir()]


def test_a_return_of_the_window_keeps_everything(saved: Path) -> None:
    told = expected(saved, "workspace")
    with Workspace.open(saved / "Harbour Lane.swfreturn") as workspace:
        assert {name: workspace.setting(name) for name in ("year", "lea", "estab", "level", "basis")} == {
            # A version that knew one year only did not write it down; opening does.
            name: told[name] or ("2013" if name == "year" else "")
            for name in ("year", "lea", "estab", "level", "basis")
        }
        assert rows(workspace.raw_tables()) == told["raw"]
        assert rows(workspace.overlay()) == told["overlay"]
        assert rows(workspace.added()) == told["added"]
        assert rows(workspace.notes()) == told["notes"]
        assert rows(entered_keys(workspace.setting(SETTING))) == told["ticked"]
        assert [note.text for note in kept_notes(workspace).values()] == [text for *_, text in told["notes"]]
        assert [[one.serial, one.file_name, one.time.isoformat(), one.sha256] for one in workspace.exports()] == told[
            "exports"
        ]
        assert workspace.next_serial() == "002"


def test_every_step_can_be_undone_and_redone(saved: Path) -> None:
    told = expected(saved, "workspace")
    with Workspace.open(saved / "Harbour Lane.swfreturn") as workspace:
        journal = workspace.journal()
        assert [entry.label for entry in journal.entries] == told["steps"]
        assert journal.done == told["done"] < len(told["steps"])
        recipe = workspace.recipe
        while workspace.undo() is not None:
            parse_recipe(workspace.recipe)
        assert rows(workspace.overlay()) == told["all undone"]["overlay"]
        assert rows(workspace.added()) == told["all undone"]["added"]
        assert workspace.journal().done == 0
        while workspace.redo() is not None:
            parse_recipe(workspace.recipe)
        assert rows(workspace.overlay()) == told["all redone"]["overlay"]
        assert rows(workspace.added()) == told["all redone"]["added"]
        assert workspace.journal().done == len(told["steps"])
        assert workspace.recipe == recipe


def test_the_return_is_built_again_with_every_edit_in_it(saved: Path) -> None:
    told = expected(saved, "workspace")
    with Workspace.open(saved / "Harbour Lane.swfreturn") as workspace:
        built = build(kept_sources(workspace), kept_request(workspace, Request()))
    assert built.edits_gone == []
    assert built.added_gone == []
    (one,) = built.returns
    records = {record.key: record for record in one.return_.message.walk()}
    assert {key for key, _, _ in told["added"]} <= records.keys()
    for key, field, text, _ in told["overlay"]:
        assert records[key].code(field.partition(".")[2]) == (text or None), (key, field)
    (left_out,) = built.recipe.leave_out
    assert left_out not in records


def test_a_return_of_the_command_keeps_its_records(saved: Path) -> None:
    told = expected(saved, "by the command")
    with Workspace.open(saved / "by the command.swfreturn") as workspace:
        return_ = workspace.load_return(COLLECTION)
        assert rows(workspace.overlay()) == told["overlay"]
        assert rows(workspace.notes()) == told["notes"]
        assert [entry.label for entry in workspace.journal().entries] == told["steps"]
    assert return_ is not None
    assert [person.key for person in return_.staff] == told["people"]
    assert {
        record.key: {tag: record.raw(tag) for tag in sorted(record.values)} for record in return_.staff[3].walk()
    } == told["of one person"]


def test_a_recipe_keeps_its_decisions(saved: Path) -> None:
    recipe = asdict(read_recipe(saved / "recipe.toml"))
    # As JSON, in which there are lists and no tuples; what was added to recipes since then is not asked for.
    found = json.loads(json.dumps(recipe))
    for name, value in expected(saved, "recipe").items():
        assert found[name] == value, name


def test_answers_are_taken(saved: Path) -> None:
    told = expected(saved, "answers")
    answers = read_answers(read_source(saved / "questions for HR.xlsx"), COLLECTION)
    assert rows(answers.edits) == told["edits"]
    assert [[*key, answer] for key, answer in answers.decisions.items()] == told["decisions"]
    assert answers.notes == told["notes"]


def test_settings_are_known_again(saved: Path) -> None:
    told = expected(saved, "settings")
    settings = Settings(saved / "swf-desktop.json")
    recent = told.pop("recent")
    found = [asdict(one) for one in settings.recent()]
    assert [{name: one[name] for name in before} for one, before in zip(found, recent, strict=True)] == recent
    assert {name: settings.get(name) for name in told} == told


# The way from each version to the next


def test_every_step_from_version_to_version_is_there() -> None:
    assert sorted(UPGRADES) == list(range(1, VERSION))
    assert sorted(recipe_file.UPGRADES) == list(range(1, recipe_file.FORMAT))


def test_an_older_workspace_is_upgraded_step_by_step_beside_a_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = Path(shutil.copy(SAVED / "0.1.0" / "by the command.swfreturn", tmp_path / "a.swfreturn"))
    before = path.read_bytes()

    def renamed(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE note SET rule = '4161Q' WHERE rule = '4160Q'")

    def longer(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE note SET text = text || ' again' WHERE rule = '4161Q'")

    monkeypatch.setattr(schema, "VERSION", VERSION + 2)
    monkeypatch.setitem(UPGRADES, VERSION, renamed)
    monkeypatch.setitem(UPGRADES, VERSION + 1, longer)
    with Workspace.open(path) as workspace:
        assert [(note.rule, note.text) for note in workspace.notes()] == [("4161Q", "Asked for again")]
    copies = [one for one in tmp_path.iterdir() if one not in (path, kept_copy(path))]
    with sqlite3.connect(copies[0]) as copy:
        assert len(copies) == 1
        assert copy.execute("SELECT rule, text FROM note").fetchall() == [("4160Q", "Asked for")]
    copy.close()
    assert path.read_bytes() != before
    # Once is enough: a file of this version is opened as it is.
    with Workspace.open(path) as workspace:
        assert [note.text for note in workspace.notes()] == ["Asked for again"]


def test_a_step_that_fails_leaves_the_workspace_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = Path(shutil.copy(SAVED / "0.1.0" / "by the command.swfreturn", tmp_path / "a.swfreturn"))

    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM note")
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", VERSION + 1)
        patch.setitem(UPGRADES, VERSION, fails)
        with pytest.raises(WorkspaceError):
            Workspace.open(path)
    with Workspace.open(path) as workspace:
        assert [note.text for note in workspace.notes()] == ["Asked for"]


def test_an_older_recipe_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(data: dict[str, Any]) -> None:
        data["answers"] = {f"new {key}": text for key, text in data.get("answers", {}).items()}

    def longer(data: dict[str, Any]) -> None:
        data["answers"] = {f"{key}!": text for key, text in data["answers"].items()}

    first = recipe_file.FORMAT
    monkeypatch.setattr(recipe_file, "FORMAT", first + 2)
    monkeypatch.setitem(recipe_file.UPGRADES, first, renamed)
    monkeypatch.setitem(recipe_file.UPGRADES, first + 1, longer)
    text = f'format = {first}\n[answers]\nwhich = "yes"\n'
    assert parse_recipe(text).answers == {"new which!": "yes"}
    assert parse_recipe(text.replace(f"format = {first}", f"format = {first + 1}")).answers == {"which!": "yes"}
    assert parse_recipe(text.replace(f"format = {first}", f"format = {first + 2}")).answers == {"which": "yes"}
    with pytest.raises(RecipeError, match="newer version"):
        parse_recipe(f"format = {first + 3}")

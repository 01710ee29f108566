"""Workspaces that are damaged, or were made to do harm: one clear refusal, never other data."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from swf_desktop.workspace.faults import WorkspaceError, WorkspaceTooNew
from swf_desktop.workspace.last_closed import kept_copy
from swf_desktop.workspace.schema import VERSION
from swf_desktop.workspace.workspace import Workspace
from tests.soak.flips import content_of, flip, workspace_of_everything
from ui.cli.main import app


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return workspace_of_everything(tmp_path / "a.swfreturn")


def test_a_hundred_flips_are_refused_or_change_nothing(tmp_path: Path) -> None:
    went = flip(tmp_path, random.Random(16), 100)
    assert went["refused"] > 50
    assert went["refused"] + went["same"] == 100


HARM: dict[str, str] = {
    "view": "DROP TABLE note; CREATE VIEW note AS SELECT 1 AS id, 'a' AS rule, 'b' AS record, 'c' AS field, 1 AS text",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM overlay; END",
    "foreign table": "CREATE TABLE more (a)",
    "foreign index": "CREATE INDEX more ON note (text)",
    "virtual table": "CREATE VIRTUAL TABLE more USING fts5(a)",
    "table of records with a trap": "CREATE TABLE record_trap (_id INTEGER PRIMARY KEY, a DEFAULT (randomblob(9)))",
    "other columns": "ALTER TABLE note ADD COLUMN more",
    "size": "UPDATE raw SET size = 1 << 50",
    "negative size": "UPDATE raw SET size = -1",
    "size as text": "UPDATE raw SET size = 'many'",
    "bytes as text": "UPDATE raw SET data = 'text'",
    "journal": "UPDATE journal SET changes = '{}'",
    "journal of another form": "UPDATE journal SET changes = '[[1, 2, 3, 4]]'",
    "deep journal": "UPDATE journal SET changes = '" + "[" * 100_000 + "'",
    "steps done": "UPDATE setting SET value = 'many' WHERE name = 'journal done'",
    "steps done below none": "UPDATE setting SET value = '-5' WHERE name = 'journal done'",
    "files": "INSERT OR REPLACE INTO setting VALUES ('files', '{\"a\": 1}')",
    "files of another form": "INSERT OR REPLACE INTO setting VALUES ('files', '[{\"sheet\": 1}]')",
    "time": "UPDATE export SET time = 'yesterday'",
    "serial": "UPDATE export SET serial = 'first'",
    "setting as bytes": "UPDATE setting SET value = x'ff' WHERE name = 'year'",
    "version below any": "PRAGMA user_version = 0",
    "version far below": "PRAGMA user_version = -7",
    "silent change": "UPDATE overlay SET text = 'other'",
    "silent change of records": "UPDATE record_staff SET PersonFamilyName = 'Other'",
    "silent change of a table": "UPDATE raw SET data = data || x'00'",
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_refused_with_the_way_back(kept: Path, harm: str) -> None:
    with sqlite3.connect(kept) as connection:
        connection.executescript(HARM[harm])
    connection.close()
    with pytest.raises(WorkspaceError) as raised:
        content_of(kept)
    assert str(kept_copy(kept)) in raised.value.remedy
    assert raised.value.copy == kept_copy(kept)
    # What is named is there, and whole.
    assert content_of(kept_copy(kept))


@pytest.mark.parametrize("harm", ["view", "trigger", "size", "journal", "files", "setting as bytes", "silent change"])
def test_the_command_tells_it_without_a_traceback(kept: Path, harm: str) -> None:
    with sqlite3.connect(kept) as connection:
        connection.executescript(HARM[harm])
    connection.close()
    for words in (["check", str(kept)], ["head", str(kept), "-o", str(kept.with_suffix(".html"))]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 2, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_newer_file_says_so(kept: Path) -> None:
    with sqlite3.connect(kept) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(WorkspaceTooNew):
        Workspace.open(kept)


def test_an_empty_file_is_not_made_a_workspace_by_looking(tmp_path: Path) -> None:
    path = tmp_path / "empty.swfreturn"
    path.write_bytes(b"")
    for words in (["check"], ["head"], ["compare", str(path)], ["support"], ["pack"]):
        result = CliRunner().invoke(app, [*words, str(path)])
        assert result.exit_code == 2
        assert path.read_bytes() == b""
    assert [one.name for one in tmp_path.iterdir()] == ["empty.swfreturn"]
    with pytest.raises(WorkspaceError, match="0 bytes"):
        Workspace.open(path, new=False)


def test_what_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no such file"):
        Workspace.open(tmp_path / "none.swfreturn", new=False)
    assert not list(tmp_path.iterdir())


def test_a_copy_is_kept_at_each_clean_close_after_a_change(kept: Path) -> None:
    before = kept_copy(kept).read_bytes()
    with Workspace.open(kept):
        pass
    assert kept_copy(kept).read_bytes() == before
    with Workspace.open(kept) as workspace:
        workspace.set_setting("year", "2014")
    with Workspace.open(kept_copy(kept)) as copy:
        assert copy.setting("year") == "2014"


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be removed on Windows")
@pytest.mark.parametrize("way", ["removed", "moved", "replaced", "folder"])
def test_a_file_that_goes_is_noticed_at_the_next_change_and_saved_elsewhere(tmp_path: Path, way: str) -> None:
    folder = tmp_path / "census"
    folder.mkdir()
    path = workspace_of_everything(folder / "a.swfreturn")
    truth = content_of(path)
    workspace = Workspace.open(path)
    gone: dict[str, Callable[[], object]] = {
        "removed": path.unlink,
        "moved": lambda: path.rename(tmp_path / "b.swfreturn"),
        "replaced": lambda: (tmp_path / "new").write_bytes(b"x") and (tmp_path / "new").replace(path),
        "folder": lambda: shutil.rmtree(folder),
    }
    gone[way]()
    with pytest.raises(WorkspaceError, match="no longer where it was"):
        workspace.set_setting("year", "2014")
    workspace.save_to(tmp_path / "elsewhere.swfreturn")
    workspace.close()
    assert content_of(tmp_path / "elsewhere.swfreturn") == truth


@pytest.mark.skipif(os.name != "posix", reason="a file has the rights of its folder on Windows")
def test_a_workspace_and_its_copies_are_for_their_owner_alone(kept: Path) -> None:
    for path in (kept, kept_copy(kept)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_deleted_is_overwritten(kept: Path) -> None:
    with Workspace.open(kept) as workspace:
        workspace.note("4160Q", "PersonRef:1", "BasePay", "a note on somebody " * 50)
    assert b"a note on somebody" in kept.read_bytes()
    with Workspace.open(kept) as workspace:
        workspace.note("4160Q", "PersonRef:1", "BasePay", "")
    assert b"a note on somebody" not in kept.read_bytes()

"""The copy of the last closing: in the user's own folder, one for each return, there when needed, gone when not."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from swf_desktop.files.untouched import note_ours
from swf_desktop.workspace import keys, last_closed
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.last_closed import copy_beside, found_copy, keep_in, kept_copy, parts_of, sweep
from swf_desktop.workspace.protection import protect
from swf_desktop.workspace.removal import listed, look, remove
from swf_desktop.workspace.workspace import Workspace
from tests.soak.flips import content_of
from ui import settings
from ui.cli.main import app

NAME = "Quillfeather"


@pytest.fixture(autouse=True)
def copies(tmp_path: Path) -> Iterator[Path]:
    """A folder of copies of each test's own."""
    place = tmp_path / "local" / last_closed.FOLDER
    keep_in(place)
    yield place
    place.parent.chmod(0o700) if place.parent.is_dir() else None
    keep_in(None)


def a_return(path: Path, name: str = NAME) -> Path:
    """Make a return with somebody in it, or change one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workspace.open(path) as workspace:
        workspace.edit("k1", "PersonFamilyName", name, label="Family name")
    return path


def names(path: Path) -> list[str]:
    return [edit.text for edit in _edits(path)]


def _edits(path: Path) -> list[last_closed.Any]:
    with Workspace.open(path, new=False) as workspace:
        return list(workspace.overlay())


def damage(path: Path) -> None:
    """Damage one page of a return, as a disk does."""
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    path.write_bytes(data)


def as_before(path: Path, name: str = NAME) -> Path:
    """Make a return as earlier versions left it: closed, with its copy beside it."""
    keep_in(None)
    a_return(path, name)
    assert copy_beside(path).is_file()
    return path


def test_the_folder_of_returns_holds_one_file_after_closing(tmp_path: Path, copies: Path) -> None:
    path = a_return(tmp_path / "census" / "Harbour Lane.swfreturn")
    assert [each.name for each in path.parent.iterdir()] == ["Harbour Lane.swfreturn"]
    for again in range(3):
        a_return(path, f"Tait {again}")
    kept = [each for each in copies.iterdir() if each.suffix == ".swfreturn"]
    assert kept == [kept_copy(path)]
    assert kept[0].name.startswith("Harbour Lane.")
    assert content_of(kept[0]) == content_of(path)


@pytest.mark.skipif(os.name != "posix", reason="a file has the rights of its folder on Windows")
def test_copies_are_for_their_owner_alone(tmp_path: Path, copies: Path) -> None:
    copies.mkdir(parents=True, mode=0o755)
    copies.chmod(0o755)
    a_return(tmp_path / "census" / "a.swfreturn")
    assert stat.S_IMODE(copies.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in copies.iterdir()} == {0o600}


def test_a_damaged_return_names_its_copy_and_the_copy_is_whole(tmp_path: Path, copies: Path) -> None:
    path = a_return(tmp_path / "census" / "a.swfreturn")
    truth = content_of(path)
    damage(path)
    with pytest.raises(WorkspaceError, match="damaged") as raised:
        Workspace.open(path)
    copy = raised.value.copy
    assert copy == kept_copy(path)
    assert str(copy) in raised.value.remedy
    assert content_of(copy) == truth
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "copies_folder", lambda: copies)
        said = CliRunner().invoke(app, ["check", str(path)])
    assert said.exit_code == 2
    assert isinstance(said.exception, SystemExit)
    assert kept_copy(path).name in "".join(said.stderr.split("\n"))


def test_a_damaged_return_without_any_copy_names_none(tmp_path: Path) -> None:
    path = a_return(tmp_path / "a.swfreturn")
    for part, _ in list(parts_of(path)):
        part.unlink()
    damage(path)
    with pytest.raises(WorkspaceError, match="damaged") as raised:
        Workspace.open(path)
    assert raised.value.copy is None
    assert "Go back to a copy" in raised.value.remedy


def test_a_damaged_return_of_an_earlier_version_names_the_copy_beside_it(tmp_path: Path, copies: Path) -> None:
    path = as_before(tmp_path / "census" / "a.swfreturn")
    keep_in(copies)
    damage(path)
    with pytest.raises(WorkspaceError, match="damaged") as raised:
        Workspace.open(path)
    assert raised.value.copy == copy_beside(path)
    assert "a.last-closed.swfreturn" in raised.value.remedy
    assert names(copy_beside(path)) == [NAME]


@pytest.mark.parametrize("change", [True, False])
@pytest.mark.parametrize("noted", [True, False])
def test_a_copy_beside_it_is_taken_over_at_the_next_close(
    tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, change: bool, noted: bool
) -> None:
    """Also where another computer wrote it: its sum is not in the list, and its bytes are those of the return."""
    path = as_before(tmp_path / "census" / "a.swfreturn")
    keep_in(copies)
    if not noted:
        monkeypatch.setattr(last_closed, "is_ours", lambda _path: False)
    with Workspace.open(path) as workspace:
        if change:
            workspace.edit("k1", "PersonFamilyName", "Tait", label="Family name")
        assert copy_beside(path).is_file(), "it goes when the other is on the disk, and not before"
    assert [each.name for each in path.parent.iterdir()] == ["a.swfreturn"]
    assert names(kept_copy(path)) == (["Tait"] if change else [NAME])


def test_what_somebody_went_back_to_and_works_in_stays(tmp_path: Path, copies: Path) -> None:
    path = as_before(tmp_path / "census" / "a.swfreturn")
    work = copy_beside(path)
    keep_in(copies)
    a_return(work, "worked in since")
    a_return(path, "Tait")
    assert names(work) == ["worked in since"]
    assert names(kept_copy(path)) == ["Tait"]


def test_two_returns_of_one_name_in_two_folders_have_a_copy_each(tmp_path: Path) -> None:
    one = a_return(tmp_path / "one" / "return.swfreturn", "One")
    two = a_return(tmp_path / "two" / "return.swfreturn", "Two")
    assert kept_copy(one) != kept_copy(two)
    assert names(kept_copy(one)) == ["One"]
    assert names(kept_copy(two)) == ["Two"]
    damage(one)
    with pytest.raises(WorkspaceError) as raised:
        Workspace.open(one)
    assert raised.value.copy == kept_copy(one)


@pytest.mark.parametrize("to", ["renamed.swfreturn", "elsewhere/a.swfreturn"])
def test_a_return_that_was_moved_finds_its_copy_and_takes_it_along(tmp_path: Path, copies: Path, to: str) -> None:
    path = a_return(tmp_path / "census" / "a.swfreturn")
    before = kept_copy(path)
    moved = path.parent / to
    moved.parent.mkdir(exist_ok=True)
    path.rename(moved)
    assert found_copy(moved) == before
    whole = moved.read_bytes()
    damage(moved)
    with pytest.raises(WorkspaceError) as raised:
        Workspace.open(moved)
    assert raised.value.copy == before
    moved.write_bytes(whole)
    a_return(moved, "Tait")
    assert {each.name for each in copies.iterdir()} == {kept_copy(moved).name, f"{kept_copy(moved).name}.json"}
    assert names(kept_copy(moved)) == ["Tait"]


def test_the_copy_of_another_return_is_never_taken_for_that_of_a_moved_one(tmp_path: Path, copies: Path) -> None:
    """Neither of a copy of it, whose first one is there, nor of a deleted one whose number the system gave again."""
    path = a_return(tmp_path / "a.swfreturn")
    with Workspace.open(path) as workspace:
        workspace.put_raw("staff.csv", None, os.urandom(300_000))
    other = tmp_path / "b.swfreturn"
    other.write_bytes(path.read_bytes())
    assert found_copy(other) is None
    note = kept_copy(path).with_name(f"{kept_copy(path).name}.json")
    path.unlink()
    keep_in(None)
    foreign = a_return(tmp_path / "c.swfreturn")
    with Workspace.open(foreign) as workspace:
        workspace.put_raw("staff.csv", None, os.urandom(300_000))
    copy_beside(foreign).unlink()
    keep_in(copies)
    known = json.loads(note.read_text())
    found = foreign.stat()
    note.write_text(json.dumps({**known, "file": [found.st_dev, found.st_ino]}))
    assert found_copy(foreign) is None
    a_return(foreign, "Tait")
    assert names(kept_copy(path)) == [NAME], "and it is not taken away when the other is closed"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that may not be written to")
def test_a_local_folder_that_may_not_be_written_to(tmp_path: Path, copies: Path) -> None:
    copies.parent.mkdir()
    copies.parent.chmod(0o500)
    _nothing_is_lost(tmp_path)


@pytest.mark.parametrize("when", ["from the start", "later"])
def test_a_local_folder_that_is_none(tmp_path: Path, copies: Path, when: str) -> None:
    """A file where the folder should be: nothing can be written there, whoever one is."""
    path = tmp_path / "census" / "a.swfreturn"
    if when == "later":
        a_return(path, "before")
        for each in copies.iterdir():
            each.unlink()
        copies.rmdir()
    copies.parent.mkdir(exist_ok=True)
    copies.write_text("not a folder")
    _nothing_is_lost(tmp_path)
    # It can be written to again: the copy moves where it belongs.
    copies.unlink()
    a_return(path, "Tait again")
    assert [each.name for each in path.parent.iterdir()] == ["a.swfreturn"]
    assert names(kept_copy(path)) == ["Tait again"]


def _nothing_is_lost(tmp_path: Path) -> None:
    path = a_return(tmp_path / "census" / "a.swfreturn")
    a_return(path, "Tait")
    assert names(path) == ["Tait"]
    whole = path.read_bytes()
    assert names(copy_beside(path)) == ["Tait"]
    damage(path)
    with pytest.raises(WorkspaceError, match="damaged") as raised:
        Workspace.open(path)
    assert raised.value.copy == copy_beside(path)
    path.write_bytes(whole)


def test_a_copy_that_somebody_works_in_is_not_written_over_where_the_folder_fails(tmp_path: Path, copies: Path) -> None:
    path = as_before(tmp_path / "census" / "a.swfreturn")
    a_return(copy_beside(path), "worked in since")
    keep_in(copies)
    copies.parent.mkdir()
    copies.write_text("not a folder")
    a_return(path, "Tait")
    assert names(copy_beside(path)) == ["worked in since"]
    assert names(path) == ["Tait"]


def test_protected_copies_stay_protected_and_plain_ones_go(tmp_path: Path, copies: Path) -> None:
    path = as_before(tmp_path / "census" / "a.swfreturn")
    keep_in(copies)
    a_return(path)
    as_before(path, "Tait")
    keep_in(copies)
    assert len(list(parts_of(path))) == 3
    protect(path, "a tractor hymn")
    a_return(path, "Tait again")
    assert [each.name for each in path.parent.iterdir()] == ["a.swfreturn"]
    assert keys.salt_of(kept_copy(path)) == keys.salt_of(path)
    readable = [each.name for each in copies.iterdir() if NAME.encode() in each.read_bytes()]
    assert readable == []
    assert names(kept_copy(path)) == ["Tait again"]


def test_a_password_is_not_set_where_a_plain_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_return(tmp_path / "a.swfreturn")
    before = path.read_bytes()
    unlink = Path.unlink

    def fails(self: Path, missing_ok: bool = False) -> None:
        if self == kept_copy(path):
            raise PermissionError(13, "Permission denied", str(self))
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", fails)
    with pytest.raises(WorkspaceError, match="cannot be removed") as raised:
        protect(path, "a tractor hymn")
    assert str(kept_copy(path)) in raised.value.found
    assert path.read_bytes() == before


def test_removal_lists_the_copies_wherever_they_lie_and_removes_them(tmp_path: Path, copies: Path) -> None:
    path = as_before(tmp_path / "census" / "a.swfreturn")
    keep_in(copies)
    other = a_return(tmp_path / "other" / "a.swfreturn")
    with pytest.MonkeyPatch.context() as patch:
        # So that the one beside is not taken over while it is looked at.
        patch.setattr(last_closed, "stale_beside", lambda _path: None)
        patch.setattr("swf_desktop.workspace.workspace.stale_beside", lambda _path: None)
        a_return(path)
        found = look(path)
    parts = {kept_copy(path), kept_copy(path).with_name(f"{kept_copy(path).name}.json"), copy_beside(path)}
    assert parts <= set(found.paths)
    assert all(str(part) in "\n".join(listed(found)) for part in parts)
    remove(found)
    assert not list(path.parent.iterdir())
    assert {each.name for each in copies.iterdir()} == {kept_copy(other).name, f"{kept_copy(other).name}.json"}


def test_copies_of_returns_that_are_gone_for_a_year_are_swept(tmp_path: Path, copies: Path) -> None:
    there = a_return(tmp_path / "there.swfreturn")
    lately = a_return(tmp_path / "lately.swfreturn")
    long_ago = a_return(tmp_path / "long ago.swfreturn")
    lately.unlink()
    long_ago.unlink()
    year_ago = last_closed.time.time() - 366 * 86400
    for path in (there, long_ago):
        for part, _ in list(parts_of(path)):
            os.utime(part, (year_ago, year_ago))
    stranger = copies / "notes of mine.json"
    stranger.write_text("[]")
    os.utime(stranger, (year_ago, year_ago))
    last_closed._swept.discard(copies)
    assert sweep(copies) == 1
    assert kept_copy(there).is_file()
    assert kept_copy(lately).is_file()
    assert not kept_copy(long_ago).exists()
    assert stranger.is_file()
    # It was seen today: when it goes now, a year begins.
    there.unlink()
    last_closed._swept.discard(copies)
    assert sweep(copies) == 0
    assert kept_copy(there).is_file()


def test_of_a_copy_that_is_opened_no_copy_is_kept(tmp_path: Path, copies: Path) -> None:
    path = a_return(tmp_path / "a.swfreturn")
    before = sorted(each.name for each in copies.iterdir())
    a_return(kept_copy(path), "looked at")
    assert sorted(each.name for each in copies.iterdir()) == before


def test_without_a_folder_the_copy_lies_beside(tmp_path: Path) -> None:
    """A library's use, without the program's settings: a way back is kept where it can be seen."""
    path = as_before(tmp_path / "a.swfreturn")
    note_ours(copy_beside(path))
    a_return(path, "Tait")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.last-closed.swfreturn", "a.swfreturn"]


def test_the_command_keeps_copies_in_local_data_and_a_portable_program_beside_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CliRunner().invoke(app, ["check", str(tmp_path / "none.swfreturn")])
    assert last_closed.place() == settings.local_folder() / last_closed.FOLDER
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("sys.argv", [str(stick / "swf-desktop")])
    (stick / "portable.txt").write_text("")
    CliRunner().invoke(app, ["check", str(tmp_path / "none.swfreturn")])
    assert last_closed.place() == settings.folder() / last_closed.FOLDER == stick.resolve() / last_closed.FOLDER

"""Removing a return: everything it made that can be told, nothing else, and all of it listed before."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from swf_desktop.workspace.faults import WorkspaceBusy
from swf_desktop.workspace.last_closed import kept_copy
from swf_desktop.workspace.removal import listed, look, record_of, remove
from swf_desktop.workspace.workspace import Workspace
from ui.cli.main import app
from ui.settings import Settings

NOW = datetime(2013, 11, 20, 10, 30)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A workspace with a message beside it and one elsewhere, another return, and a source."""
    folder = tmp_path / "census"
    folder.mkdir()
    (tmp_path / "sent").mkdir()
    (folder / "staff.csv").write_text("Surname\nTait\n")
    (folder / "other.swfreturn").write_bytes(b"another return")
    (folder / "a.version-2.swfreturn").write_bytes(b"as it was")
    (folder / "a.xml").write_bytes(b"<Message/>")
    (folder / "b.xml").write_bytes(b"<Message>changed by hand</Message>")
    (tmp_path / "sent" / "c.xml").write_bytes(b"<Message>c</Message>")
    with Workspace.open(folder / "a.swfreturn") as workspace:
        for serial, name, data in (("001", "a.xml", b"<Message/>"), ("002", "b.xml", b"b"), ("003", "c.xml", b"")):
            data = (tmp_path / "sent" / name).read_bytes() if name == "c.xml" else data
            workspace.record_export(serial, name, NOW, hashlib.sha256(data).hexdigest())
        workspace.set_setting("written to", str(tmp_path / "sent" / "c.xml"))
    return folder / "a.swfreturn"


def test_all_that_is_its_own_goes_and_nothing_else(kept: Path, tmp_path: Path) -> None:
    found = look(kept)
    own = {kept, kept_copy(kept), kept.with_name("a.version-2.swfreturn"), kept.with_name("a.xml")}
    own |= {tmp_path / "sent" / "c.xml", *kept_copy(kept).parent.glob(f"{kept_copy(kept).name}*")}
    assert set(found.paths) == own
    assert found.changed == [kept.with_name("b.xml")]
    said = "\n".join(listed(found))
    assert all(str(path) in said for path in (*own, *found.changed))
    assert "OneDrive" in said
    assert all(path.exists() for path in own), "looking removes nothing"
    remove(found)
    assert sorted(path.name for path in kept.parent.iterdir()) == ["b.xml", "other.swfreturn", "staff.csv"]
    record = record_of(found, NOW)
    assert all(str(path) in record for path in own)
    assert "Tait" not in record


def test_a_return_that_is_open_is_not_removed(kept: Path) -> None:
    with Workspace.open(kept), pytest.raises(WorkspaceBusy):
        look(kept)
    assert kept.exists()


def test_a_damaged_return_can_be_removed_too(kept: Path) -> None:
    data = bytearray(kept.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    kept.write_bytes(data)
    found = look(kept)
    assert found.problem
    assert kept.with_name("a.xml") not in found.paths
    remove(found)
    assert not kept.exists()
    assert kept.with_name("a.xml").exists()


def test_the_command_shows_first_and_does_it_with_yes(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings" / "swf-desktop.json"
    monkeypatch.setattr("ui.settings._place", lambda: settings)
    Settings().add_recent(kept)
    Settings().set("open", str(kept))
    shown = CliRunner().invoke(app, ["remove", str(kept)])
    assert shown.exit_code == 0
    assert kept.exists()
    assert "--yes" in shown.output
    done = CliRunner().invoke(app, ["remove", str(kept), "--yes", "-o", str(tmp_path / "record.txt")])
    assert done.exit_code == 0, done.output
    assert not kept.exists()
    assert str(kept) in (tmp_path / "record.txt").read_text()
    assert "a.swfreturn" not in settings.read_text()


@pytest.mark.parametrize("name", ["staff.csv", "other.swfreturn"])
def test_what_is_no_workspace_is_refused(kept: Path, name: str) -> None:
    result = CliRunner().invoke(app, ["remove", str(kept.with_name(name)), "--yes"])
    assert result.exit_code == 2
    assert kept.with_name(name).exists()

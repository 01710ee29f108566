"""Trainees at once from one share, with the source in the place of a built program (`nox -s package` tries that)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from trainees import Trainee, TraineesError, class_of, look_at, read_only, snapshot

from tests.places import ROOT
from ui import settings

PACKAGES = ("swf_desktop", "resources", "validation", "converters", "ui")


def start(*words: str, window: bool = False) -> list[str]:
    assert not window
    return [sys.executable, "-m", "swf_desktop", *words]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "share"
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def test_trainees_at_once_do_the_first_lesson_and_the_share_stays_as_it_was(share: Path, tmp_path: Path) -> None:
    said = class_of(share, start, tmp_path / "homes", 2)
    assert said.startswith("2 trainees at once")
    assert len(list(tmp_path.rglob("PRACTICE practised.html"))) == 2


def test_a_program_that_writes_beside_itself_is_found(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    before = snapshot(share)
    (share / "swf-desktop.json").write_text("{}", encoding="utf-8")
    assert snapshot(share) != before


def test_somebody_with_the_return_of_another_is_found(tmp_path: Path) -> None:
    two = [Trainee(number, tmp_path / str(number)) for number in range(2)]
    for one in two:
        for name in ("lesson/PRACTICE_9992999_0.xml", f"own/PRACTICE_{one.lea}2999.xml"):
            path = one.home / name
            path.parent.mkdir(parents=True)
            path.write_text("<Message/>", encoding="utf-8")
    look_at(two)
    strange = two[0].home / "own" / f"PRACTICE_{two[1].lea}2999.xml"
    strange.write_text("<Message/>", encoding="utf-8")
    with pytest.raises(TraineesError, match="Trainee 0 has"):
        look_at(two)
    strange.unlink()
    (two[1].home / "lesson" / "PRACTICE_9992999_0.xml").write_text("<Other/>", encoding="utf-8")
    with pytest.raises(TraineesError, match="2 different returns"):
        look_at(two)


def test_a_portable_program_that_lies_where_nobody_may_write_keeps_its_settings_in_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "portable.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(share / "swf-desktop")])
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "profile"))
    settings._may_write.cache_clear()
    assert settings._place() == share / settings.NAME
    assert [path.name for path in share.iterdir()] == ["portable.txt"]
    monkeypatch.setattr(settings, "_may_write", lambda _folder: False)
    assert settings._place() == tmp_path / "profile" / "SWF Desktop" / settings.NAME


def test_the_right_to_write_is_taken_and_given_back(tmp_path: Path) -> None:
    file = tmp_path / "share" / "a.txt"
    file.parent.mkdir()
    file.write_text("a", encoding="utf-8")
    before = file.stat().st_mode
    with read_only(file.parent):
        assert not file.stat().st_mode & 0o222
    assert file.stat().st_mode == before

"""The soak in its short form, the same every time: seconds of each part, and everything that was ever found."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from tests.soak import run
from tests.soak.disk import can_mount, fill_some
from tests.soak.fuzz import CORPUS, FEW, TARGETS, fuzz, mutated, read_one
from tests.soak.kills import kill_some
from tests.soak.traces import look_for_traces

FINDS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_changed_files_are_read_or_refused_in_words(name: str) -> None:
    went = fuzz(name, random.Random(16), times=40)
    assert went["finds"] == 0
    assert went["taken"] + went["refused"] == 40


@pytest.mark.parametrize("path", FINDS, ids=lambda path: f"{path.parent.name} {path.name}")
def test_what_was_found_once_is_not_found_again(path: Path, tmp_path: Path) -> None:
    read_one(TARGETS[path.parent.name], path.suffix, path.read_bytes(), tmp_path)


def test_mutations_change_something() -> None:
    chance = random.Random(1)
    data = bytes(range(200))
    assert sum(mutated(data, chance) != data for _ in range(50)) > 45


def test_a_find_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The harness itself: an exception that is no refusal is counted and kept."""

    def fails(_path: Path) -> object:
        raise KeyError("x")

    monkeypatch.setitem(TARGETS, "settings", TARGETS["settings"]._replace(read=fails))
    monkeypatch.setattr("tests.soak.fuzz.CORPUS", tmp_path)
    assert fuzz("settings", random.Random(1), times=30)["finds"] == 30
    assert 1 <= len(list((tmp_path / "settings").iterdir())) <= FEW


def test_a_run_writes_its_figures_and_fails_on_a_find(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The harness itself, with parts of no time in the place of the real ones."""

    def lost(*_words: object, **_named: object) -> dict[str, int]:
        raise AssertionError("lost: 3")

    def well(*_words: object, **_named: object) -> dict[str, int]:
        return {"runs": 1, "finds": 0}

    for name in ("look_for_traces", "kill_some", "fill_some", "flip", "fuzz"):
        monkeypatch.setattr(run, name, well)
    monkeypatch.setattr(run, "can_mount", lambda: True)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    figures = tmp_path / "out" / "figures.json"
    monkeypatch.setattr("sys.argv", ["soak", "--minutes", "0.01", "--seed", "1", "--figures", str(figures)])
    assert run.main() == 0
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["ended"] == "whole"
    assert told["figures"]["kills"]["runs"] == run.ROUNDS
    monkeypatch.setattr(run, "kill_some", lost)
    assert run.main() == 1
    told = json.loads(figures.read_text(encoding="utf-8"))
    # Kills are two parts: of a plain return, and of one with a password.
    assert told["lost, silent or broken"] == 2 * run.ROUNDS
    assert "lost: 3" in told["faults"][0]

    def stopped(*_words: object, **_named: object) -> dict[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "kill_some", stopped)
    assert run.main() == 1
    assert json.loads(figures.read_text(encoding="utf-8"))["ended"] == "cut short"


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by their session here")
def test_kills_of_the_real_session_lose_nothing() -> None:
    went = kill_some(random.Random(16), times=4)
    assert went["kills"] == 4


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by their session here")
def test_kills_of_a_protected_return_lose_nothing() -> None:
    went = kill_some(random.Random(17), times=3, protected=True)
    assert went["kills"] == 3


@pytest.mark.skipif(not can_mount(), reason="no small file system may be mounted here")
def test_a_full_disk_loses_nothing() -> None:
    went = fill_some(random.Random(16), times=3)
    assert went["runs"] == 3


@pytest.mark.skipif(os.name != "posix", reason="files and sockets are looked at as on Linux")
def test_no_socket_and_no_trace_outside_the_chosen_places() -> None:
    went = look_for_traces()
    assert went["files looked at"] >= 1

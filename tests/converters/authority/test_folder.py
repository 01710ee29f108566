"""`authority.toml` is written whole, read with clear messages, and changed by one at a time."""

from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

import pytest

from converters.authority.folder import FILE, Authority, change_authority, locked, make_authority, read_authority
from converters.authority.school_list import School
from converters.request import CannotRun

SCHOOL = School("999", "2001", 'Hill "Top" \\ School', "primary", "academy", "a@b.example", ("ab", "2026-11-28"), "")


def made(folder: Path) -> Authority:
    authority = Authority(
        folder,
        "Trust: Łódź",
        "999",
        2026,
        ("pay\\roll.xlsx",),
        school_column="Cost Centre",
        sites={"A.B": "9992001", "x = 1": "?", "left": "none"},
        wording={"4490": "Checked; it's right."},
        schools=(SCHOOL, School("999", "", "Office", kind="central")),
    )
    return make_authority(authority)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    authority = made(tmp_path)
    assert read_authority(tmp_path) == authority


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    made(tmp_path)
    before = (tmp_path / FILE).stat().st_mtime_ns
    change_authority(tmp_path, lambda one: replace(one, name=one.name))
    assert (tmp_path / FILE).stat().st_mtime_ns == before


def _hold(folder: Path, seconds: float, ready: object) -> None:
    from time import sleep

    with locked(folder):
        ready.set()  # type: ignore[attr-defined]
        sleep(seconds)


def test_one_at_a_time(tmp_path: Path) -> None:
    made(tmp_path)
    context = get_context("spawn")
    ready = context.Event()
    other = context.Process(target=_hold, args=(tmp_path, 1.0, ready))
    other.start()
    assert ready.wait(20)
    with pytest.raises(CannotRun, match="somebody else"), locked(tmp_path, patience=0):
        pass
    start = monotonic()
    change_authority(tmp_path, lambda one: replace(one, name="Waited"))
    assert monotonic() - start > 0.2
    other.join()
    assert read_authority(tmp_path).name == "Waited"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = 99", "newer version"),
        ("format = [", "cannot be read"),
        ('[[schools]]\nlea = "9"\nestab = "2001"', "three digits"),
        ('[[schools]]\nlea = "999"\nestab = "2001"\n[[schools]]\nlea = "999"\nestab = "2001"', "twice"),
        ('[sites]\nX = "9992001"', "no school of the list"),
        ("shared = 3", "list of files"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CannotRun, match=says):
        read_authority(tmp_path)


def test_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="has no authority"):
        read_authority(tmp_path)

"""The program's own test: it passes here, and each of its checks can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.cli import selftest


def test_it_passes_from_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest.run() == selftest.OK
    said = capsys.readouterr().out
    assert said.isascii()
    assert "from source" in said
    assert said.splitlines()[-1] == "All 12 checks passed."


def test_a_failing_check_is_named_and_the_rest_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> str:
        raise selftest.CheckError("a table of 2013 is empty.")

    def lost() -> str:
        raise OSError("no room: ł")

    def absent() -> str:
        raise selftest.Later("not here; the other serves.")

    monkeypatch.setattr(selftest, "checks", lambda: [("a", broken), ("b", lost), ("c", absent), ("d", lambda: "fine")])
    assert selftest.run() == selftest.FAILED
    assert capsys.readouterr().out.splitlines()[1:] == [
        "FAILED  a: a table of 2013 is empty.",
        "FAILED  b: OSError: no room: \\u0142",
        "absent  c: not here; the other serves.",
        "ok      d: fine",
        "2 of 4 checks failed: a, b",
    ]


def test_without_what_opens_protected_files_it_still_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cryptography" in selftest.protected_files()
    monkeypatch.setitem(__import__("sys").modules, "msoffcrypto", None)
    with pytest.raises(selftest.Later, match="all other files"):
        selftest.protected_files()


def test_a_missing_icon_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import resources

    real = resources.resource
    monkeypatch.setattr(resources, "resource", lambda *parts: tmp_path if parts[0] == "icons" else real(*parts))
    with pytest.raises(selftest.CheckError, match="icon"):
        selftest.tables()


def test_a_schema_that_refuses_the_sample_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    import converters.pipeline

    real = converters.pipeline.write_return

    def refusing(*arguments: object, **named: object) -> object:
        written = real(*arguments, **named)  # type: ignore[arg-type]
        return type("Written", (), {"findings": ["x"], "path": written.path})()

    monkeypatch.setattr(converters.pipeline, "write_return", refusing)
    with pytest.raises(selftest.CheckError, match="schema refuses"):
        selftest.sample_return()


def test_nothing_stays_in_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(selftest.tempfile, "tempdir", str(tmp_path))
    for check in (selftest.folders, selftest.workspace, selftest.sample_return, selftest.reports):
        check()
    assert list(tmp_path.iterdir()) == []


def test_the_worker_is_another_process() -> None:
    assert "answered" in selftest.worker_process()

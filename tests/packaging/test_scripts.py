"""The build's own functions, without a build."""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import zipfile
from pathlib import Path

import pack
import pytest
import random_library
import trial
import trim
import version_resource
import windows_python
from wine import Wine


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/opengl32sw.dll",
        "PySide6/Qt6Network.dll",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/plugins/platforms/qminimal.dll",
        "PySide6/translations/qtbase_de.qm",
        "lxml/html/__init__.pyc",
        "lxml/objectify.cp312-win_amd64.pyd",
        "libgtk-3.so.0",
        "resources/__pycache__/__init__.cpython-311.pyc",
    ],
)
def test_left_out(place: str) -> None:
    assert trim.kept([(place, "", "DATA")]) == []


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt6Core.dll",
        "PySide6/Qt6PrintSupport.dll",
        "PySide6/Qt6Svg.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/plugins/platforms/qoffscreen.dll",
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6/translations/qtbase_en.qm",
        "lxml/etree.cp312-win_amd64.pyd",
        "lxml/_elementpath.cp312-win_amd64.pyd",
        "resources/sample/harbour_lane/staff.csv",
        "resources/census/2013/swf.xsd",
        "validation/templates/base.html",
        "libglib-2.0.so.0",
    ],
)
def test_kept(place: str) -> None:
    assert trim.kept([(place, "", "DATA")]) == [(place, "", "DATA")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("2.0.0rc1", (2, 0, 0, 0))],
)
def test_version_as_four_numbers(text: str, numbers: tuple[int, int, int, int]) -> None:
    assert version_resource.four(text) == numbers


def test_the_version_is_the_programs() -> None:
    from swf_desktop import __version__

    assert version_resource.version() == __version__


def test_places_under_wine() -> None:
    here = Wine(Path("/x/prefix"))
    assert here.place(Path("/x/prefix/drive_c/users/me/a b.xml")) == "C:\\users\\me\\a b.xml"
    assert here.place(Path("/y/a é.xml")) == "Z:\\y\\a é.xml"
    other = Wine(Path("/sys/srv/prefix"), Path("/sys"))
    assert other.inside(Path("/sys/srv/a")) == "/srv/a"
    assert other.place(Path("/sys/srv/a")) == "Z:\\srv\\a"
    with pytest.raises(ValueError, match="not in the subpath"):
        other.place(Path("/elsewhere/a"))


def test_wine_gets_no_display() -> None:
    assert "DISPLAY" not in Wine(Path("/x")).environment


def test_the_same_files_pass(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.xml").write_bytes(b"<a/>\n")
    assert [path.name for path in trial.same_files(tmp_path / "one", tmp_path / "two")] == ["a.xml"]


@pytest.mark.parametrize(
    ("second", "said"),
    [({"a.xml": b"<a/>\n<b/>\n"}, "a.xml differs: 1 and 2 lines"), ({"b.xml": b"<a/>\n"}, "Not the same files"),
     ({}, "Not the same files"), ({"a.xml": b"<a />\n"}, "line 1")],
)  # fmt: skip
def test_other_files_are_told(tmp_path: Path, second: dict[str, bytes], said: str) -> None:
    for name, files in (("one", {"a.xml": b"<a/>\n"}), ("two", second)):
        (tmp_path / name).mkdir()
        for file, data in files.items():
            (tmp_path / name / file).write_bytes(data)
    with pytest.raises(trial.TrialError, match=said):
        trial.same_files(tmp_path / "one", tmp_path / "two")


def test_two_empty_folders_are_no_success(tmp_path: Path) -> None:
    with pytest.raises(trial.TrialError):
        trial.same_files(tmp_path, tmp_path)


def test_a_wrong_exit_code_is_told_with_what_was_printed() -> None:
    with pytest.raises(trial.TrialError, match="ended with 3:\nhello"):
        trial.finished([sys.executable, "-c", "print('hello'); raise SystemExit(3)"])
    assert trial.finished([sys.executable, "-c", "raise SystemExit(3)"], good=(3,)) == ""


def test_a_program_that_hangs_is_ended() -> None:
    with pytest.raises(trial.TrialError, match="did not end within"):
        trial.finished([sys.executable, "-c", "import time; time.sleep(60)"], limit=0.5)


def test_unwanted_files_fail_the_size_check(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "Qt6Core.dll").write_bytes(b"x" * 10)
    assert trial.sizes(tmp_path).startswith("0.0 MB in 1 files")
    (tmp_path / "PySide6" / "opengl32sw.dll").write_bytes(b"x")
    with pytest.raises(trial.TrialError, match=r"opengl32sw\.dll"):
        trial.sizes(tmp_path)


def test_checksums_are_what_sha256sum_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "RELEASE", tmp_path)
    (tmp_path / "a-setup.exe").write_bytes(b"a")
    (tmp_path / "a-portable.zip").write_bytes(b"b")
    (tmp_path / "notes.txt").write_bytes(b"c")
    pack.checksums()
    assert (tmp_path / "SHA256SUMS.txt").read_text("ascii").splitlines() == [
        f"{hashlib.sha256(b'b').hexdigest()}  a-portable.zip",
        f"{hashlib.sha256(b'a').hexdigest()}  a-setup.exe",
    ]


def test_the_portable_archive_holds_the_mark_that_the_settings_look_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "SWF Desktop"
    (program / "_internal").mkdir(parents=True)
    (program / "SWF Desktop.exe").write_bytes(b"x")
    (program / "_internal" / "a.dll").write_bytes(b"y")
    monkeypatch.setattr(pack, "PROGRAM", program)
    monkeypatch.setattr(pack, "RELEASE", tmp_path)
    pack.archive()
    with zipfile.ZipFile(next(tmp_path.glob("*.zip"))) as packed:
        assert sorted(packed.namelist()) == [
            "SWF Desktop/SWF Desktop.exe", "SWF Desktop/_internal/a.dll", "SWF Desktop/portable.txt",
        ]  # fmt: skip


def test_the_library_for_wine_has_one_export_and_no_code() -> None:
    data = random_library.library()
    (start,) = struct.unpack_from("<I", data, 60)
    assert data[start : start + 4] == b"PE\0\0"
    machine, sections = struct.unpack_from("<HH", data, start + 4)
    assert (machine, sections) == (0x8664, 1)
    table, size = struct.unpack_from("<II", data, start + 24 + 112)
    raw = data[0x200:]
    functions, names = struct.unpack_from("<II", raw, 20)
    assert (functions, names) == (1, 1)
    address = struct.unpack_from("<I", raw, struct.unpack_from("<I", raw, 28)[0] - table)[0]
    # An address inside the table of exports is text: where to go on.
    assert table < address < table + size
    assert raw[address - table :].split(b"\0")[0] == b"ADVAPI32.SystemFunction036"


def archive(**files: bytes) -> zipfile.ZipFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in files.items():
            packed.writestr(f"cp312/Lib/{name.replace('__', '/')}.py", data)
    return zipfile.ZipFile(stream)


def test_library_sources_must_be_in_the_signed_catalogue(tmp_path: Path) -> None:
    catalogue = b"head" + hashlib.sha256(b"good").digest() + b"tail"
    windows_python.library(archive(json__decoder=b"good", empty=b"", test__any=b"bad"), tmp_path, catalogue)
    assert (tmp_path / "Lib" / "json" / "decoder.py").read_bytes() == b"good"
    assert (tmp_path / "Lib" / "empty.py").exists()
    assert not (tmp_path / "Lib" / "test").exists()
    with pytest.raises(windows_python.NotTrusted, match=r"json/decoder\.py"):
        windows_python.library(archive(json__decoder=b"good "), tmp_path, catalogue)

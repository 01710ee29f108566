"""Files are written whole or not at all, in one place, and never over what is not the program's."""

from __future__ import annotations

import ast
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from openpyxl import Workbook, load_workbook

from swf_desktop.files import untouched, writing
from swf_desktop.files.untouched import NotOurs, OverSource, is_ours, remember_in, replacing
from swf_desktop.files.writing import whole, write_bytes, write_text
from swf_desktop.workbook import save_book

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ("swf_desktop", "validation", "converters", "ui")

MAY = {
    "swf_desktop/files/writing.py": "the one place",
    "swf_desktop/files/untouched.py": "the list of sums, which the one place itself looks into",
    "swf_desktop/workspace/driver.py": "the empty file into which SQLCipher exports, synced before it takes its name",
    "ui/worker/own_folder.py": "the file that a process keeps locked in its temporary folder",
    "ui/crashes.py": "the trace of a crash, which the interpreter writes into an open file",
    "ui/cli/selftest.py": "tries out whether odd names can be written at all, in a temporary folder",
}
_NAMES = {"write_text", "write_bytes", "copyfile", "copy", "copy2", "copytree", "move"}
_OPENS = {"open", "fdopen", "ZipFile", "NamedTemporaryFile", "TemporaryFile", "mkstemp"}


def writes_in(tree: ast.AST, imported: set[str]) -> Iterator[ast.Call]:
    """Yield each call that writes a file by itself. imported: names of `swf_desktop.files.writing` in the module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if isinstance(called, ast.Name) and name in imported:
            continue
        if name in _NAMES and not (name in ("copy", "move") and not _of(called, "shutil")):
            yield node
        elif name in _OPENS and not _in_an_archive(called):
            modes = [
                one.value
                for one in (*node.args, *(word.value for word in node.keywords if word.arg == "mode"))
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            to_a_file = name != "ZipFile" or not (node.args and isinstance(node.args[0], ast.Name) and _is_file(node))
            if to_a_file and any(set(mode) <= set("rwaxbt+") and set(mode) & set("wax+") for mode in modes):
                yield node
        elif name in ("save", "replace", "rename") and isinstance(called, ast.Attribute) and _on_a_path(called, name):
            yield node


def _in_an_archive(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith("archive")


def _of(called: ast.expr, module: str) -> bool:
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == module


def _is_file(node: ast.Call) -> bool:
    first = node.args[0]
    return isinstance(first, ast.Name) and first.id in {"file", "out", "raw"}


def _on_a_path(called: ast.Attribute, name: str) -> bool:
    words = {"part", "candidate", "path", "beside", "fresh", "os", "shutil"}
    if name == "save":
        words = {"book", "workbook"}
    return isinstance(called.value, ast.Name) and called.value.id in words


def found_in(path: Path) -> list[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "swf_desktop.files.writing"
        for alias in node.names
    }
    return [call.lineno for call in writes_in(tree, imported)]


def test_nothing_else_writes_a_file() -> None:
    elsewhere = {}
    for path in (one for floor in FLOORS for one in (ROOT / floor).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        lines = found_in(path)
        if name == "swf_desktop/workbook.py":
            # Into memory: the whole file goes through the one place.
            lines = [line for line in lines if "book.save(raw)" not in path.read_text("utf-8").splitlines()[line - 1]]
        if name == "swf_desktop/packs.py":
            # A folder that was made whole takes its name.
            lines = [line for line in lines if "fresh.rename" not in path.read_text("utf-8").splitlines()[line - 1]]
        if lines and name not in MAY:
            elsewhere[name] = lines
    assert not elsewhere


@pytest.mark.parametrize(
    "code",
    [
        "path.open('w')",
        "open(path, 'ab')",
        "open(path, mode='x')",
        "path.write_text('a')",
        "(folder / 'a').write_bytes(b'')",
        "shutil.copyfile(a, b)",
        "book.save(path)",
        "zipfile.ZipFile(path, 'w')",
        "os.replace(a, b)",
        "path.open('r+b')",
    ],
)
def test_the_search_finds_what_writes(code: str) -> None:
    assert list(writes_in(ast.parse(code), set()))


@pytest.mark.parametrize("code", ["path.open('rb')", "text.replace('a', 'b')", "open(path)", "write_text(path, 'a')"])
def test_the_search_passes_what_reads(code: str) -> None:
    assert not list(writes_in(ast.parse(code), {"write_text"}))


# Whole or not at all


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every disk be full after some bytes."""
    real = os.fdopen

    class Full:
        def __init__(self, file: IO[bytes]) -> None:
            self._file = file

        def __enter__(self) -> Full:
            self._file.__enter__()
            return self

        def __exit__(self, *error: object) -> None:
            self._file.close()

        def write(self, data: bytes) -> int:
            self._file.write(data[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

    monkeypatch.setattr(writing.os, "fdopen", lambda *a, **k: Full(real(*a, **k)))


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("name", ["a.toml", "a.html", "a.csv", "a.xlsx"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"before")
    book = name.endswith("xlsx")
    with pytest.raises(OSError, match="No space left") as raised, replacing():
        _ = save_book(Workbook(), path) if book else write_text(path, "after" * 1000)
    assert raised.value.filename == str(path)
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may make a small file system")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs '{small}'"):
        pytest.skip("no file system may be mounted here")
    try:
        write_bytes(small / "recipe.toml", b"before" * 1000)
        with pytest.raises(OSError, match="No space left"):
            write_bytes(small / "recipe.toml", b"after" * 100_000)
        assert (small / "recipe.toml").read_bytes() == b"before" * 1000
        assert [one.name for one in small.iterdir()] == ["recipe.toml"]
    finally:
        os.system(f"umount '{small}'")


def test_an_error_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "before")

    def half() -> None:
        with whole(path) as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_held_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(13, "held")
        return real(self, target)

    path = write_text(tmp_path / "a.txt", "before")
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(writing, "_WINDOWS", True)
    monkeypatch.setattr(writing.time, "sleep", lambda _seconds: None)
    write_text(path, "after")
    assert path.read_text() == "after"
    assert len(tries) == 3


@pytest.mark.skipif(os.name != "posix", reason="Windows gives a file the rights of its folder")
def test_a_new_file_is_for_its_owner_alone_and_an_old_one_keeps_its_readers(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    write_text(path, "b")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.skipif(os.name != "posix", reason="links need rights of their own on Windows")
def test_a_link_stays_one(tmp_path: Path) -> None:
    real = write_text(tmp_path / "real.txt", "before")
    (tmp_path / "link.txt").symlink_to(real)
    write_text(tmp_path / "link.txt", "after")
    assert (tmp_path / "link.txt").is_symlink()
    assert real.read_text() == "after"


# Whose file it is


def test_a_foreign_file_is_not_replaced_unless_somebody_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("somebody's")
    with pytest.raises(NotOurs):
        write_text(path, "ours")
    with replacing():
        write_text(path, "ours")
    write_text(path, "ours again")
    path.write_text("changed since")
    with pytest.raises(NotOurs):
        write_text(path, "ours")


def test_a_source_is_not_replaced_even_then(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "read")
    with untouched.untouched([path]), replacing(), pytest.raises(OverSource):
        write_text(path, "ours", own=True)


def test_a_workbook_that_was_filled_in_is_its_owners(tmp_path: Path) -> None:
    path = save_book(Workbook(), tmp_path / "template.xlsx")
    save_book(Workbook(), path)
    assert is_ours(path)
    book = load_workbook(path)
    book.active["A1"] = "Smith"  # type: ignore[index]
    book.save(path)
    with pytest.raises(NotOurs):
        save_book(Workbook(), path)


def test_what_was_written_is_known_after_the_program_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untouched, "_place", [])
    monkeypatch.setattr(untouched, "_here", set())
    remember_in(tmp_path / "settings")
    path = write_text(tmp_path / "a.csv", "a")
    monkeypatch.setattr(untouched, "_here", set())
    assert is_ours(path)
    kept = (tmp_path / "settings" / "written.txt").read_text()
    assert len(kept) == 65
    assert "a.csv" not in kept


def test_the_list_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untouched, "_place", [])
    remember_in(tmp_path)
    (tmp_path / "written.txt").write_text("".join(f"{number:064x}\n" for number in range(5000)))
    write_text(tmp_path / "a.csv", "a")
    assert len((tmp_path / "written.txt").read_text().split()) <= 2001


def test_a_copy_of_somebody_elses_file_is_not_ours(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.txt", b"theirs, copied for a moment", copy=True)
    (tmp_path / "b.txt").write_bytes(b"theirs, copied for a moment")
    assert not is_ours(tmp_path / "b.txt")


@pytest.mark.skipif(os.name != "posix", reason="there are no such files on Windows")
def test_a_pipe_is_no_file_to_write(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotOurs, match="device or a pipe"), replacing():
        write_text(tmp_path / "pipe", "a")

"""The program tests itself where it was installed: `swf-desktop selftest`, and `SWF Desktop --selftest-window`.

A built program can lack what the source has: a module imported by name, a table, a library the machine cannot load, the
start of a worker process. Each check says in one line what it found. No file of the user's is read, and nothing stays.
"""

from __future__ import annotations

import hashlib
import importlib
import multiprocessing
import os
import pkgutil
import platform
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from swf_desktop import __version__

OK, FAILED = 0, 1
"""Exit codes."""

NOW: Final = datetime(2013, 11, 15, 10, 0)  # noqa: DTZ001 - the message holds local time without a zone
"""The time put into the test's message, so that two machines can be compared byte for byte."""

ODD_FOLDER: Final = "Sélftest – Łódź & Söhne (a copy)"
"""Like a synchronised folder at a school: spaces, accents, a dash, and letters of two different code pages."""

PACKAGES: Final = ("converters", "resources", "swf_desktop", "ui", "validation")
LIBRARIES: Final = ("lxml.etree", "openpyxl", "olefile", "xlrd", "xmlschema", "tomlkit", "rich.table", "typer")
QT: Final = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtPrintSupport")

_PATIENCE = 60.0
_FEWEST_COLOURS = 5
_DRAWING, _READING = 3_000, 10_000
"""Milliseconds that an empty window, and one with a return, get before its picture is taken."""


class CheckError(Exception):
    """A check found something wrong: what, in one sentence."""


class Later(Exception):  # noqa: N818 - no error: the part can be done without
    """A check found that a part is absent which the program can do without: what, and what serves instead."""


def run() -> int:
    """Check the program as it stands here, print a line for each check, and return 0, or 1 where one failed."""
    place = "a built program" if is_built() else "from source"
    _say(f"SWF Desktop {__version__}, {place}, Python {platform.python_version()} on {sys.platform}, {_libraries()}")
    failed = [name for name, check in checks() if not _passes(name, check)]
    if failed:
        _say(f"{len(failed)} of {len(checks())} checks failed: {', '.join(failed)}")
        return FAILED
    _say(f"All {len(checks())} checks passed.")
    return OK


def is_built() -> bool:
    """Return whether this is the built program rather than the source."""
    return bool(getattr(sys, "frozen", False))


def checks() -> list[tuple[str, Callable[[], str]]]:
    """Return the checks in order: a name, and a function that returns what it found or raises."""
    return [
        ("modules", modules),
        ("libraries", libraries),
        ("window library", window_library),
        ("protected files", protected_files),
        ("old workbooks", old_workbooks),
        ("tables", tables),
        ("folders", folders),
        ("workspace", workspace),
        ("password on a workspace", password),
        ("worker process", worker_process),
        ("sample return", sample_return),
        ("reports", reports),
    ]


def _passes(name: str, check: Callable[[], str]) -> bool:
    try:
        detail, mark, passed = check(), "ok", True
    except Later as absent:
        detail, mark, passed = str(absent), "absent", True
    except CheckError as error:
        detail, mark, passed = str(error), "FAILED", False
    except Exception as error:
        detail, mark, passed = f"{type(error).__name__}: {error}", "FAILED", False
    _say(f"{mark:7} {name}: {detail}")
    return passed


def _say(text: str) -> None:
    # A console of an old code page must not end the test. Under a windowed program there is no stream at all.
    if sys.stdout is not None:
        sys.stdout.write(text.encode("ascii", "backslashreplace").decode() + "\n")
        sys.stdout.flush()


def _libraries() -> str:
    from lxml import etree

    libxml = ".".join(map(str, etree.LIBXML_VERSION))
    return f"lxml {etree.__version__} (libxml2 {libxml}), SQLite {sqlite3.sqlite_version}"


def modules() -> str:
    """Import every module of ours but those of the window, which want Qt."""
    names = [name for package in PACKAGES if package != "ui" for name in _modules(package)]
    for name in names:
        importlib.import_module(name)
    if len(names) < 2 * len(PACKAGES):
        raise CheckError(f"only {len(names)} modules are here.")
    return f"{len(names)} imported"


def _modules(package: str) -> list[str]:
    """Return the names of a package's modules; a module whose import is a program's start is left out."""
    module = importlib.import_module(package)
    found = pkgutil.walk_packages(module.__path__, f"{package}.")
    return [entry.name for entry in found if not entry.name.endswith("__main__")]


def libraries() -> str:
    """Import the libraries that the program cannot do without."""
    for name in LIBRARIES:
        importlib.import_module(name)
    return ", ".join(name.partition(".")[0] for name in LIBRARIES)


def window_library() -> str:
    """Import Qt and the window's modules. No window is opened: `--selftest-window` does that."""
    for name in QT:
        importlib.import_module(name)
    names = _modules("ui")
    for name in names:
        importlib.import_module(name)
    return f"Qt {importlib.import_module('PySide6.QtCore').qVersion()}, {len(names)} modules"


def old_workbooks() -> str:
    """Read a sheet of Excel 2 in a process of its own, as all workbooks before Excel 97 are read."""
    from converters.sources.workbook.old_excel import read_old_excel

    # A sheet begins, holds the number 7 in A1, and ends.
    begin, number, end = "0900040002001000", "0200090000000000000000" + "0700", "0a000000"
    (table,) = read_old_excel("selftest.xls", bytes.fromhex(begin + number + end))
    if table.columns != [[7]]:
        raise CheckError("a sheet of Excel 2 does not come back as it was.")
    return "a sheet of Excel 2, read in a process of its own"


def protected_files() -> str:
    """Import what opens protected files. Very old systems lack what it needs; all other files are read without it."""
    try:
        importlib.import_module("msoffcrypto")
        library = importlib.import_module("cryptography.hazmat.primitives.ciphers")
        library.Cipher(library.algorithms.AES(bytes(16)), library.modes.ECB()).encryptor().update(bytes(16))
    except ImportError as error:
        raise Later("what opens them cannot be loaded here; all other files are read.") from error
    return f"cryptography {importlib.import_module('cryptography').__version__}"


def tables() -> str:
    """Load each collection and set up its schema gate."""
    from lxml import etree

    from resources import resource
    from swf_desktop.collection import Collection, collection_years
    from swf_desktop.tables import year_folder

    years = collection_years()
    for year in years:
        collection = Collection.load(year)
        tables = (collection.fields, collection.rules, collection.code_sets, collection.pay_ranges, collection.posts)
        if not all(tables):
            raise CheckError(f"a table of {year} is empty.")
        etree.XMLSchema(etree.fromstring(year_folder(year).joinpath("swf.xsd").read_bytes()))
    for name in ("icon.ico", "icon.png", "icon.svg"):
        if not resource("icons", name).is_file():
            raise CheckError(f"the icon {name} is missing.")
    return f"collections {', '.join(map(str, years))}"


def folders() -> str:
    """Write in the temporary folder, also under a name with accents and under a path longer than 260 characters."""
    with tempfile.TemporaryDirectory(prefix="swf selftest ") as place:
        odd = Path(place) / ODD_FOLDER
        odd.mkdir()
        (odd / "ł.txt").write_text("ł", encoding="utf-8")
        deep = odd
        while len(str(deep)) < 270:
            deep /= "A folder of a school, and one more in it"
        try:
            deep.mkdir(parents=True)
            (deep / "a.txt").write_text("a", encoding="utf-8")
        except OSError:
            return "names with accents work; paths over 260 characters do not (Windows has them switched off)"
    return "names with accents and paths over 260 characters work"


def workspace() -> str:
    """Keep a workspace in a file, and open it again."""
    from swf_desktop.workspace.last_closed import kept_beside
    from swf_desktop.workspace.workspace import Workspace

    with kept_beside(), tempfile.TemporaryDirectory(prefix="swf selftest ") as place:
        folder = Path(place) / ODD_FOLDER
        folder.mkdir()
        path = folder / "a return.swfreturn"
        with Workspace.open(path) as first:
            first.set_setting("selftest", "ł")
        with Workspace.open(path) as second:
            if second.setting("selftest") != "ł":
                raise CheckError("a setting written to a workspace did not come back.")
        size = path.stat().st_size
    return f"written and read back ({size:,} bytes)"


def password() -> str:
    """Give a workspace a password, and see that it opens with it alone, and that nothing in it can be read."""
    from swf_desktop.workspace import keys
    from swf_desktop.workspace.faults import WorkspaceLocked
    from swf_desktop.workspace.last_closed import kept_beside
    from swf_desktop.workspace.protection import protect
    from swf_desktop.workspace.workspace import Workspace

    with kept_beside(), tempfile.TemporaryDirectory(prefix="swf selftest ") as place:
        path = Path(place) / "a return.swfreturn"
        with Workspace.open(path) as first:
            first.set_setting("selftest", "Quillfeather")
        key = protect(path, "a password of the self-test")
        with Workspace.open(path) as second:
            if second.setting("selftest") != "Quillfeather":
                raise CheckError("a setting written to a protected workspace did not come back.")
        if b"Quillfeather" in path.read_bytes():
            raise CheckError("a protected workspace can be read without its password.")
        keys.forget(key.salt)
        keys.ask_by(None)
        try:
            Workspace.open(path).close()
        except WorkspaceLocked:
            return "a workspace is encrypted, and opens with its password alone"
    raise CheckError("a protected workspace opened without its password.")


def _answer(pipe: Any) -> None:
    pipe.send((os.getpid(), __version__))
    pipe.close()


def worker_process() -> str:
    """Start a second process of this program, as the window does for long work."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    started = time.monotonic()
    process = context.Process(target=_answer, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_PATIENCE):
            raise CheckError(f"it did not answer within {_PATIENCE:.0f} seconds.")
        number, version = ours.recv()
    except EOFError:
        raise CheckError("it ended without an answer.") from None
    finally:
        process.join(5)
        if process.is_alive():
            process.kill()
        ours.close()
    if number == os.getpid() or version != __version__:
        raise CheckError("it is not a second process of this program.")
    return f"answered in {time.monotonic() - started:.1f} s"


def sample_return() -> str:
    """Turn the sample school's files into a return, twice, and check it against the schema."""
    from converters.pipeline import build, read_all, rule_findings, write_return
    from converters.request import Request
    from converters.sample.school import write_sample

    digests, people, findings = set(), 0, 0
    with tempfile.TemporaryDirectory(prefix="swf selftest ") as place:
        for turn in ("first", "second"):
            folder = Path(place) / ODD_FOLDER / turn
            write_sample(folder / "sample")
            (one,) = build(read_all([folder / "sample"]), Request(today=NOW.date())).returns
            target = folder / one.file_name("001")
            written = write_return(one, target, serial="001", now=NOW)
            if written.findings:
                raise CheckError("the schema refuses the sample school's return.")
            data = target.read_bytes()
            digests.add(hashlib.sha256(data).hexdigest())
            people, findings = len(one.return_.staff), len(rule_findings(one))
    if len(digests) != 1:
        raise CheckError("the same files gave two different returns.")
    if not people:
        raise CheckError("it holds nobody.")
    return f"{people} people, {len(data):,} bytes, {findings} findings, SHA-256 {digests.pop()}"


def reports() -> str:
    """Write all reports of the sample school."""
    from converters.loose_ends import loose_ends
    from converters.papers.report_folder import write_reports
    from converters.pipeline import build, read_all, rule_findings
    from converters.request import Request
    from converters.sample.school import write_sample

    with tempfile.TemporaryDirectory(prefix="swf selftest ") as place:
        folder = Path(place) / ODD_FOLDER
        built = build(read_all(write_sample(folder / "sample")), Request(today=NOW.date()))
        (one,) = built.returns
        target = folder / "reports"
        target.mkdir()
        write_reports(built, one, [*rule_findings(one), *loose_ends(built)], target, NOW)
        files = [path for path in target.rglob("*") if path.is_file()]
        empty = [path.name for path in files if not path.stat().st_size]
        if not files or empty:
            raise CheckError(f"no reports were written, or empty ones: {', '.join(empty)}.")
    return f"{len(files)} files"


def run_window(arguments: Sequence[str]) -> int:
    """Open the window as a user would, look whether it is drawn and its worker runs, and close it again.

    arguments: the PNG file to put a picture of the window into, and files to open in it; both may be absent. The
        settings are those of a new user.
    Returns 0, or 1 with a line on standard error, where there is one.
    """
    picture = Path(arguments[0]) if arguments else None
    files = list(arguments[1:])
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    problems: list[str] = []
    # The library's trace file stays open until the end, so on Windows the folder can only be emptied by the system.
    with tempfile.TemporaryDirectory(prefix="swf selftest ", ignore_cleanup_errors=True) as place:
        os.environ["APPDATA"] = os.environ["XDG_CONFIG_HOME"] = place
        application = QApplication([sys.argv[0]])
        look = QTimer(application)
        look.setSingleShot(True)
        # With a picture: long enough for everything to be drawn and the worker to start; without: the time is measured.
        look.setInterval((_READING if files else _DRAWING) if picture else 0)
        look.timeout.connect(lambda: _look(application, picture, problems))
        look.start()

        from ui.app import run as open_window

        try:
            code = open_window(files)
        except Exception:
            code = FAILED
            problems.append(traceback.format_exc())
    if code and not problems:
        problems.append(f"The window ended with {code}.")
    if problems and sys.stderr is not None:
        sys.stderr.write("\n".join(problems) + "\n")
    return FAILED if problems else OK


def _look(application: Any, picture: Path | None, problems: list[str]) -> None:
    """Find faults of the open window, take its picture, and end the application."""
    windows = [widget for widget in application.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
    if not windows:
        problems.append("No window was opened.")
    for window in windows:
        image = window.grab().toImage()
        step = max(1, image.width() // 200)
        colours = {image.pixel(x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step)}
        if len(colours) < _FEWEST_COLOURS:
            problems.append(f"The window is blank: {len(colours)} colours.")
        if picture is not None and not image.save(str(picture)):
            problems.append("The picture could not be written.")
    if picture is not None and not multiprocessing.active_children():
        problems.append("The window's worker process does not run.")
    application.closeAllWindows()
    application.exit(FAILED if problems else OK)

"""An authority's folder: `authority.toml`, which says what is in it, and the places of everything else.

The file is written whole through another name and is locked while it is changed; two officers may work at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import tomlkit

from converters.authority.school_list import ACADEMY, CENTRAL, MAINTAINED, School
from converters.request import CannotRun
from swf_desktop.files.writing import write_bytes

FILE: Final = "authority.toml"
FORMAT: Final = 1

UPGRADES: Final[dict[int, Callable[[dict[str, Any]], None]]] = {}
"""From each format to the next: a step turns what TOML gives in place."""

OPEN: Final = "?"
NOBODY: Final = "none"
"""What a site is mapped to where its rows belong into no return of this authority."""

_PATIENCE: Final = 10.0
_WAIT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Authority:
    """What `authority.toml` says.

    folder: where it stands. year: of the census, None for the newest. shared: files with rows of several schools, as
    they are named in the file. files: the folder with a folder of files for each school. school_column: the heading
    that says whose a row of a shared sheet is, where it was chosen. sites: text in that column to a school's key,
    `none`, or `?`. wording: rule to the agreed note on its queries.
    """

    folder: Path
    name: str = ""
    lea: str = ""
    year: int | None = None
    shared: tuple[str, ...] = ()
    files: str = "schools"
    school_column: str = ""
    sites: Mapping[str, str] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    schools: tuple[School, ...] = ()

    @property
    def shared_paths(self) -> tuple[Path, ...]:
        """The shared files."""
        return tuple(self.folder / name for name in self.shared)

    @property
    def files_folder(self) -> Path:
        """The folder with a folder of files for each school."""
        return self.folder / self.files

    @property
    def recipes(self) -> Path:
        """The folder of what was decided for each layout."""
        return self.folder / "recipes"

    @property
    def results(self) -> Path:
        """The folder of what came of the last run; all of it can be made again."""
        return self.folder / ".results"

    @property
    def returns(self) -> Path:
        """The folder that messages are written into, where no other is given."""
        return self.folder / "returns"

    def workspace(self, school: School) -> Path:
        """Return the place of a school's workspace, an ordinary return."""
        return self.folder / f"{school.file_stem}.swfreturn"

    def with_school(self, school: School) -> Authority:
        """Return the authority with one school in the place of the one with its key."""
        return replace(self, schools=tuple(school if one.key == school.key else one for one in self.schools))


def is_authority(folder: Path) -> bool:
    """Whether a folder is an authority's."""
    return (folder / FILE).is_file()


def read_authority(folder: Path) -> Authority:
    """Read `authority.toml`. Raises CannotRun with what was found and what to do."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CannotRun(
            f"{folder} has no {FILE}.", "Make one with: swf-desktop batch FOLDER --schools LIST (and --payroll FILE)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(
            f"{path} cannot be read ({error}).", "Check that it may be read, and is saved as UTF-8."
        ) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotRun(f"{path} cannot be read: {error}.", "Correct the line it names.") from None
    found = data.get("format", FORMAT)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise CannotRun(f"{path}: format should be a whole number such as {FORMAT}.", "Correct it.")
    if found > FORMAT:
        raise CannotRun(f"{path} was written by a newer version (format {found}).", "Use that version.")
    for step in range(found, FORMAT):
        UPGRADES[step](data)
    return _authority(folder, path, data)


def _authority(folder: Path, path: Path, data: dict[str, Any]) -> Authority:
    def wrong(what: str) -> CannotRun:
        return CannotRun(f"{path}: {what}", "Correct it.")

    schools = []
    rows = data.get("schools", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong("each school should have a part [[schools]].")
    for number, row in enumerate(rows, 1):
        lea, estab, kind = (str(row.get(name, "")) for name in ("lea", "estab", "kind"))
        central = kind == CENTRAL
        if not (lea.isdigit() and len(lea) == 3) or (not central and not (estab.isdigit() and len(estab) == 4)):
            raise wrong(f"school {number} ({row.get('name', '')}) needs lea of three digits and estab of four.")
        if kind not in ("", MAINTAINED, ACADEMY, CENTRAL):
            raise wrong(f'school {number}: kind should be "{MAINTAINED}", "{ACADEMY}" or "{CENTRAL}".')
        sent = row.get("sent", ["", ""])
        if not isinstance(sent, list) or len(sent) != 2:
            raise wrong(f"school {number}: sent should be [sha256, day].")
        schools.append(
            School(
                lea,
                estab if not central else "",
                str(row.get("name", "")),
                str(row.get("phase", "")),
                kind or MAINTAINED,
                str(row.get("contact", "")),
                (str(sent[0]), str(sent[1])),
                str(row.get("authorised", "")),
            )
        )
    keys = [school.key for school in schools]
    for key in keys:
        if keys.count(key) > 1:
            raise wrong(f"the school {key} stands in it twice.")
    maps = {}
    for name in ("sites", "wording"):
        part = data.get(name, {})
        if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
            raise wrong(f'the part [{name}] should hold lines of the form "name" = "text".')
        maps[name] = part
    for text, key in maps["sites"].items():
        if key not in (OPEN, NOBODY, *keys):
            raise wrong(f'[sites] "{text}" = "{key}" names no school of the list (LA and number, such as {keys[:1]}).')
    shared = data.get("shared", [])
    year = data.get("collection")
    if not isinstance(shared, list) or not all(isinstance(name, str) for name in shared):
        raise wrong('shared should be a list of files such as ["payroll.xlsx"].')
    if year is not None and not isinstance(year, int):
        raise wrong("collection should be a year of four digits.")
    return Authority(
        folder,
        str(data.get("name", "")),
        str(data.get("lea", "")),
        year,
        tuple(shared),
        str(data.get("files", "schools")),
        str(data.get("school_column", "")),
        maps["sites"],
        maps["wording"],
        tuple(schools),
    )


def authority_text(authority: Authority, offers: Mapping[str, str] | None = None) -> str:
    """Write `authority.toml`. offers: for sites that are still open, the schools that are most alike, as a comment."""
    document = tomlkit.document()
    for line in (
        "The schools of one authority or trust, what they share, and where each return stands.",
        'Under [sites], replace "?" by the LA and number of the school that is meant, or "none", and run again.',
    ):
        document.add(tomlkit.comment(line))
    document.add("format", tomlkit.integer(FORMAT))
    for name, text in (("name", authority.name), ("lea", authority.lea)):
        document.add(name, tomlkit.string(text, escape=True))
    if authority.year is not None:
        document.add("collection", tomlkit.integer(authority.year))
    document.add("shared", list(authority.shared))
    document.add("files", tomlkit.string(authority.files, escape=True))
    if authority.school_column:
        document.add("school_column", tomlkit.string(authority.school_column, escape=True))
    for title, part in (("sites", authority.sites), ("wording", authority.wording)):
        table = tomlkit.table()
        for name, text in part.items():
            if title == "sites" and text == OPEN and offers and offers.get(name):
                table.add(tomlkit.comment(" ".join(f"perhaps {offers[name]}".split())))
            table.add(name, tomlkit.string(text, escape=True))
        document.add(title, table)
    rows = tomlkit.aot()
    for school in authority.schools:
        row = tomlkit.table()
        for name in ("lea", "estab", "name", "phase", "kind", "contact", "authorised"):
            text = getattr(school, name)
            if text:
                row.add(name, tomlkit.string(text, escape=True))
        if school.sent[0]:
            row.add("sent", list(school.sent))
        rows.append(row)
    document.add("schools", rows)
    return tomlkit.dumps(document)


@contextlib.contextmanager
def locked(folder: Path, name: str = "authority", patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of an authority's folder; it is released when the process ends, however it ends.

    The lock is SQLite's, as that of every workspace: it holds on network drives, and leaves nothing behind that a
    dead process would have to take away. Raises CannotRun where somebody else holds it for longer than `patience`.
    """
    path = folder / f".{name}.lock"
    until = monotonic() + patience
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        while True:
            try:
                connection.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError as error:
                if monotonic() > until:
                    raise CannotRun(
                        f"{folder / FILE} is being changed by somebody else, or a run is under way there.",
                        "Wait until it has ended, and try again.",
                    ) from error
                sleep(_WAIT)
        yield
    finally:
        connection.close()


def change_authority(
    folder: Path, change: Callable[[Authority], Authority], offers: Mapping[str, str] | None = None
) -> Authority:
    """Change `authority.toml` as it stands now, under its lock; return what stands there then.

    It is not written where nothing changes. Raises CannotRun, OSError.
    """
    with locked(folder):
        before = read_authority(folder)
        after = change(before)
        if after != before:
            _write(folder, authority_text(after, offers))
    return after


def _write(folder: Path, text: str) -> None:
    # It was read, or is not there yet: what is replaced is an authority's file.
    write_bytes(folder / FILE, text.encode("utf-8"), own=True, copy=True)


def make_authority(authority: Authority) -> Authority:
    """Write the file of a new authority, in its folder, which is made. Raises CannotRun where there is one already."""
    authority.folder.mkdir(parents=True, exist_ok=True)
    if is_authority(authority.folder):
        raise CannotRun(f"{authority.folder} has an {FILE} already.", "Change that, or choose another folder.")
    authority.files_folder.mkdir(exist_ok=True)
    with locked(authority.folder):
        _write(authority.folder, authority_text(authority))
    return authority

"""Year packs: a census year, or corrections to one, in one file that is given on and kept in the user's data folder.

A pack is a .zip of tables in the shape of `resources/census`. Its sum is written down in each return that was made with
it. Only plain tables are taken from one: .csv, .toml, .xsd and .json under names this program knows, of bounded size.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from swf_desktop.files.writing import whole, write_bytes, write_text
from swf_desktop.tables import KEYS, add_root, remove_root, roots, table

SUFFIX: Final = ".swfyear"
NEVER_STAFF: Final = (".xsd", SUFFIX)
"""Files of these kinds are never about staff: wherever they are given, they are there to be learnt from."""

MOST_BYTES: Final = 32 << 20
"""Far above any pack: all the tables of the program together have two megabytes."""

_NAMES: Final = re.compile(r"(?:[0-9]{4}/(?:collection\.toml|swf\.xsd|catalogue\.json)|[a-z_]+\.csv|pack\.toml)")
_PACK_NAME: Final = re.compile(r"[\w .-]{1,60}")


class PackError(Exception):
    """A pack that cannot be used: the file, what was found, and what to do."""

    def __init__(self, path: Path, found: str, remedy: str) -> None:
        super().__init__(f"{path}: {found} {remedy}")
        self.path = path
        self.found = found
        self.remedy = remedy


def files_of(folder: Path) -> list[Path]:
    """Return the files of a pack's folder that belong to a pack, in order."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if _NAMES.fullmatch(path.relative_to(folder).as_posix()))


def sum_of(folder: Path) -> str:
    """Return the sum of a pack: the same tables give the same one, wherever they lie."""
    digest = hashlib.sha256()
    for path in files_of(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
        digest.update(b"\0")
    return digest.hexdigest()


def export(folder: Path, path: Path) -> Path:
    """Write a pack's folder into one file and return it. Raises PackError where there is nothing in it, OSError."""
    files = files_of(folder)
    if not files:
        raise PackError(folder, "There are no tables of a census year in it.", "swf-desktop new-year makes one.")
    with whole(path) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            # The same tables give the same file.
            info = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def install(path: Path, packs: Path) -> Path:
    """Take a pack's file into the folder of packs, in the place of one of its name; return its folder there.

    Raises PackError for what is no pack, OSError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            strange = [entry.filename for entry in entries if not _NAMES.fullmatch(entry.filename)]
            if strange or not entries:
                named = f" (it holds {strange[0]!r})" if strange else ""
                raise PackError(path, f"It is no year pack{named}.", "Ask for the .swfyear file again.")
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise PackError(path, "It is far larger than any year pack.", "Ask for the .swfyear file again.")
            contents = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise PackError(path, "It is no year pack, or was damaged on the way.", "Ask for it again.") from error
    name = path.stem if _PACK_NAME.fullmatch(path.stem) else "pack"
    target, fresh = packs / name, packs / f".{name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for inner, data in contents.items():
        place = fresh / inner
        place.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(place, data)
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)
    return target


def put_rows(folder: Path, name: str, rows: Iterable[dict[str, str]]) -> Path:
    """Put rows into a table of a pack, each in the place of one with its key and first year. Raises OSError."""
    path, columns = folder / name, list(table(name)[0])
    held = {_key(name, row): row for row in _rows(path)} if path.is_file() else {}
    for row in rows:
        held[_key(name, row)] = row
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(held.values())
    return write_text(path, text.getvalue(), own=True)


def _key(name: str, row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column) or "" for column in (*KEYS[name], "from"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def take_into_use(folder: Path, packs: Path) -> Path:
    """Copy a pack's folder to the folder of packs; return its folder there.

    What one of its name holds there stays but for what this one says anew, row by row: several papers of a year were
    perhaps learnt from in several places.

    Raises PackError where there is nothing in it, OSError.
    """
    if not files_of(folder):
        raise PackError(
            folder, "There are no tables of a census year in it.", "swf-desktop learn or new-year makes one."
        )
    name = folder.resolve().name
    target = packs / (name if _PACK_NAME.fullmatch(name) else "pack")
    for path in files_of(folder):
        place = target / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.name in KEYS and place.is_file():
            put_rows(target, path.name, _rows(path))
        else:
            write_bytes(place, path.read_bytes(), own=True)
    return target


def take_out(folder: Path) -> None:
    """Take an installed pack out of use and remove it. Raises OSError."""
    remove_root(folder)
    shutil.rmtree(folder)


def installed(packs: Path) -> list[Path]:
    """Return the folders of the installed packs, in the order in which they count: later ones over earlier ones."""
    with contextlib.suppress(OSError):
        return sorted(path for path in packs.iterdir() if path.is_dir() and not path.name.startswith("."))
    return []


def use_all(packs: Path) -> list[Path]:
    """Put all installed packs before the program's own tables and return their folders."""
    found = installed(packs)
    for folder in found:
        add_root(folder)
    return found


def use_again(packs: Path) -> list[Path]:
    """Put the installed packs before the program's own tables as they are now, after one came, went or changed."""
    for folder in roots()[:-1]:
        if Path(str(folder)).parent == packs:
            remove_root(folder)
    return use_all(packs)


def sums_in_use() -> dict[str, str]:
    """Return the packs that count now and their sums, to be written down with a return."""
    return {Path(str(folder)).name: sum_of(Path(str(folder))) for folder in roots()[:-1]}


def packs_sentence(sums: dict[str, str]) -> str:
    """Return which packs a return was made with, in a sentence; empty for none."""
    listed = ", ".join(f"{name} (sum {found[:16]})" for name, found in sorted(sums.items()))
    return f"Made with the year {'pack' if len(sums) == 1 else 'packs'} {listed}." if sums else ""


def changed_sentence(before: dict[str, str], now: dict[str, str]) -> str:
    """Return what is different in the packs from those that a return was made with; empty where nothing is."""
    said = [
        *(f"{name} is new" for name in sorted(now.keys() - before.keys())),
        *(f"{name} is no longer there" for name in sorted(before.keys() - now.keys())),
        *(f"{name} has changed" for name in sorted(before.keys() & now.keys()) if before[name] != now[name]),
    ]
    if not said:
        return ""
    return (
        f"This return was made with other year packs than are in use now: {'; '.join(said)}. Codes, rules and pay are "
        "checked by those of now. Look at the findings again before you send it."
    )


PACKS_SETTING: Final = "year packs"
"""The setting of a workspace in which the packs that it was built with stand, and their sums, as JSON."""


def sums_text(sums: dict[str, str]) -> str:
    """Return sums as the setting keeps them."""
    return json.dumps(sums, sort_keys=True)


def kept_sums(text: str) -> dict[str, str] | None:
    """Return what the setting keeps, None where nothing was ever kept (a return of an older version) or it is odd."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, dict) else None


def opening_sentence(kept: str) -> str:
    """Return what to say on opening a return that was built with other packs than count now; empty for nothing."""
    before = kept_sums(kept)
    return "" if before is None else changed_sentence(before, sums_in_use())

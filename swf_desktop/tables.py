"""The tables of the census: where they lie, and which of their rows belong to a year.

The program's own tables lie in `resources/census`. A year pack (`add_root`) is a folder of the same shape that stands
before them: its rows are added to theirs, and a row with the same key and first year takes the other's place (so that a
pack can end a row).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

from resources import resource

# What tells one row of a table from another, beside its years. A pack's row with the same key takes the other's place.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "codes.csv": ("set_id", "code"),
    "fields.csv": ("kind", "tag"),
    "rules.csv": ("number",),
    "elements.csv": ("parent", "element"),
    "pay.csv": ("effective_from", "scale", "region", "point"),
    "wages.csv": ("effective_from", "wage"),
    "categories.csv": ("category",),
    "posts.csv": ("post",),
}

_packs: list[Traversable] = []
_when_changed: list[Callable[[], None]] = []


def add_root(folder: Traversable) -> None:
    """Put a year pack's folder before the program's own tables; it counts from now on."""
    if folder not in _packs:
        _packs.insert(0, folder)
        _changed()


def remove_root(folder: Traversable) -> None:
    """Take a year pack's folder away again."""
    if folder in _packs:
        _packs.remove(folder)
        _changed()


def when_changed(forget: Callable[[], None]) -> None:
    """Have a cache of what the tables say emptied when a pack comes or goes."""
    _when_changed.append(forget)


def _changed() -> None:
    for forget in _when_changed:
        forget()


def roots() -> tuple[Traversable, ...]:
    """Return the folders with tables, the one that counts first first."""
    return (*_packs, resource("census"))


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the census; where a pack has the row of a key, only the pack's.

    Each table is read once, until a pack comes or goes; the rows are everybody's and are not to be changed.
    """
    return list(_read(name))


@cache
def _read(name: str) -> tuple[dict[str, str], ...]:
    key, found, taken = KEYS.get(name), [], set()
    for folder in roots():
        file = folder.joinpath(name)
        if not file.is_file():
            continue
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        if key is None:
            found += rows
            continue
        keys = [tuple(row.get(column, "") for column in (*key, "from")) for row in rows]
        found += [row for row, own in zip(rows, keys, strict=True) if own not in taken]
        taken.update(keys)
    return tuple(found)


when_changed(_read.cache_clear)


def year_of(text: str) -> int | None:
    """Return a year of a table, None for an open one."""
    return int(text) if text else None


def in_force(row: dict[str, str], year: int) -> bool:
    """Whether a row belongs to a year: `from` and `until`, both included and blank for open, less those in `except`."""
    since, until = year_of(row["from"]), year_of(row["until"])
    if str(year) in row.get("except", "").split():
        return False
    return (since is None or since <= year) and (until is None or year <= until)


def rows_of(name: str, year: int) -> Iterator[dict[str, str]]:
    """Yield the rows of a table that belong to a year."""
    return (row for row in table(name) if in_force(row, year))


def year_folder(year: int) -> Traversable:
    """Return the folder of a year's own files. Raises LookupError where there is none."""
    for folder in roots():
        if folder.joinpath(str(year), "collection.toml").is_file():
            return folder.joinpath(str(year))
    raise LookupError(f"There is no collection for {year}.")


def years() -> tuple[int, ...]:
    """Return the census years of which there is a collection, oldest first."""
    found = {
        int(folder.name)
        for root in roots()
        for folder in root.iterdir()
        if folder.name.isdigit() and folder.joinpath("collection.toml").is_file()
    }
    return tuple(sorted(found))

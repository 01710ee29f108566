"""The folder of a year pack while it is filled: its own files, rows under the tables' own keys, and how sure it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from swf_desktop.catalogue import write_year
from swf_desktop.certainty import SEEN
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_bytes, write_text
from swf_desktop.tables import add_root, remove_root, year_folder

OWN_FILES: Final = ("collection.toml", "swf.xsd", "catalogue.json")


def begin(folder: Path, collection: Collection) -> list[Path]:
    """Put the year's own files into a pack's folder, where they are not there yet; return them. Raises OSError."""
    own = folder / str(collection.year)
    own.mkdir(parents=True, exist_ok=True)
    source = year_folder(collection.year)
    for name in OWN_FILES:
        if not (own / name).exists():
            write_bytes(own / name, source.joinpath(name).read_bytes())
    return [own / name for name in OWN_FILES]


def from_year(row: dict[str, str], year: int, **changes: str) -> list[dict[str, str]]:
    """Return the rows that make a table's row another one from a year on, and leave it what it was before."""
    first = int(row["from"]) if row["from"] else None
    if first == year:
        return [{**row, **changes}]
    return [{**row, "until": str(year - 1)}, {**row, **changes, "from": str(year)}]


def ended(row: dict[str, str], year: int) -> dict[str, str]:
    """Return a table's row as it is where the year does not have it any more."""
    return {**row, "until": str(year - 1)}


def say_seen(folder: Path, collection: Collection, part: str, sentence: str) -> None:
    """Say in a pack's collection.toml that a part of the year was seen, and where."""
    path = folder / str(collection.year) / "collection.toml"
    text = path.read_text(encoding="utf-8")
    said = f'{part} = {{ level = "{SEEN}", text = "{sentence}" }}'
    write_text(path, re.sub(rf"(?m)^{part} = .*$", lambda _: said, text, count=1), own=True)


def write_schema(folder: Path, collection: Collection) -> None:
    """Write the year's schema and catalogue anew from the rows of a pack's folder. Raises LookupError, OSError."""
    add_root(folder)
    try:
        write_year(folder / str(collection.year), collection.year)
    finally:
        remove_root(folder)

"""The remarks that a recipe's owner wrote: found in the recipe as it was, and put back above and beside their lines.

The program's own remarks begin with `#?` (the question above an open line, and its answers); recipes of before that
are known by the form of those lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Table

OWN: Final = "#?"
"""What the program's own remarks begin with."""

_EARLIER: Final = ('# - "', "# such as ")
_END: Final = ("", "end of the part")

Place = tuple[str, ...]
"""A line of a recipe: the names of the parts it is in, and its own. A sheet is named by its file and sheet."""


@dataclass(slots=True)
class Remarks:
    """What the owner wrote. above, beside: by the line it stands above or beside."""

    above: dict[Place, list[str]] = field(default_factory=dict)
    beside: dict[Place, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.above or self.beside)


def remarks_of(text: str, own: Iterable[str]) -> Remarks:
    """Return the owner's remarks of a recipe; none where it is no TOML. own: lines that the program writes itself."""
    found = Remarks()
    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        return found
    _walk(document.body, (), found, frozenset(own))
    return found


def _walk(body: list[tuple[Any, Any]], path: Place, found: Remarks, own: frozenset[str]) -> None:
    waiting: list[str] = []

    def place(name: Place) -> None:
        kept = _owners(waiting, own)
        if kept:
            found.above.setdefault(name, []).extend(kept)
        waiting.clear()

    for key, item in body:
        if isinstance(item, Comment):
            waiting.append(item.trivia.comment)
        elif isinstance(item, AoT):
            for sheet in item.body:
                named = (*path, key.key, _sheet_name(sheet.unwrap()))
                place(named)
                _beside(sheet, named, found)
                _walk(sheet.value.body, named, found, own)
        elif key is not None:
            named = (*path, key.key)
            place(named)
            if not (isinstance(item, Table) and item.is_super_table()):
                _beside(item, named, found)
            if isinstance(item, Table):
                _walk(item.value.body, named, found, own)
    place((*path, *_END))


def _beside(item: Any, named: Place, found: Remarks) -> None:
    trivia = getattr(item, "trivia", None)
    if trivia is not None and trivia.comment:
        found.beside[named] = trivia.comment


def _owners(lines: list[str], own: frozenset[str]) -> list[str]:
    """Return those of the remarks above one line that the program did not write."""
    kept: list[str] = []
    # Before the answers of an earlier version's question stands the question itself, once.
    ours = False
    for line in lines:
        if line.startswith(_EARLIER):
            if kept and not ours:
                kept.pop()
            ours = True
            continue
        ours = line.startswith(OWN) or line in own
        if not ours:
            kept.append(line)
    return kept


def _sheet_name(sheet: dict[str, Any]) -> str:
    return f"{sheet.get('file', '')}\n{sheet.get('sheet', '')}"


def with_remarks(text: str, remarks: Remarks) -> str:
    """Return a recipe as the program writes it, each on one line, with the owner's remarks at their lines again.

    Those of a line that is gone stand at the end.
    """
    if not remarks:
        return text
    above, beside = dict(remarks.above), dict(remarks.beside)
    sheets = iter(tomllib.loads(text).get("sheets", []))
    written: list[str] = []
    waiting: list[str] = []
    path: Place = ()

    def end_of(part: Place) -> None:
        last = len(written)
        while last and not written[last - 1].strip():
            last -= 1
        written[last:last] = above.pop((*part, *_END), [])

    for line in text.splitlines():
        if line.startswith("#"):
            waiting.append(line)
            continue
        named: Place | None = None
        if line.startswith("[["):
            end_of(path)
            named = path = ("sheets", _sheet_name(next(sheets)))
        elif line.startswith("["):
            end_of(path)
            names = _names(tomllib.loads(line))
            named = path = (*path[:2], *names[1:]) if names[0] == "sheets" else names
        elif line.strip():
            named = (*path, next(iter(tomllib.loads(line))))
        written += above.pop(named, []) if named is not None else []
        written += waiting
        waiting.clear()
        said = beside.pop(named, "") if named is not None else ""
        written.append(f"{line} {said}" if said else line)
    written += waiting
    end_of(path)
    for rest in above.values():
        written += rest
    written += beside.values()
    return "\n".join(written) + "\n"


def _names(table: dict[str, Any]) -> Place:
    names: list[str] = []
    while table:
        name, inner = next(iter(table.items()))
        names.append(name)
        table = inner if isinstance(inner, dict) else {}
    return tuple(names)

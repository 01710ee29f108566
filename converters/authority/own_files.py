"""A school's own files: the folder that is its, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from converters.authority.folder import Authority
from converters.authority.school_list import School
from converters.authority.sites import Sites, plain
from converters.request import CannotRun

RECIPE: Final = "recipe.toml"
_BESIDE: Final = (".", "~$")


def folders_of(authority: Authority) -> tuple[dict[str, Path], list[Path]]:
    """Return the folder of each school that has one, and the folders that are of no school of the list.

    A folder is known by the school's number (`2001`, `999 2001`, `9992001 Hill Top`) or its name. Raises CannotRun
    where two folders are of one school, or the folder of folders cannot be read.
    """
    base = authority.files_folder
    if not base.is_dir():
        return {}, []
    sites = Sites(authority)
    found: dict[str, Path] = {}
    strangers: list[Path] = []
    try:
        folders = sorted(path for path in base.iterdir() if path.is_dir() and not path.name.startswith(_BESIDE))
    except OSError as error:
        raise CannotRun(f"{base} cannot be read ({error}).", "Check that you may open it.") from error
    for folder in folders:
        key = _key_of(folder.name, sites, authority.schools)
        if key is None:
            strangers.append(folder)
        elif key in found:
            raise CannotRun(
                f"{found[key].name} and {folder.name} are both folders of {key}.", "Put the files into one of them."
            )
        else:
            found[key] = folder
    return found, strangers


def _key_of(name: str, sites: Sites, schools: Sequence[School]) -> str | None:
    exact = sites.of(name)
    if exact in sites.schools:
        return exact
    words = name.replace("_", " ").split()
    for school in schools:
        if plain(name) == plain(school.key) or plain(name) == plain(school.file_stem):
            return school.key
    if words:
        first = sites.of(words[0]) or (sites.of(f"{words[0]}{words[1]}") if len(words) > 1 else None)
        if first in sites.schools:
            return first
        rest = sites.of(" ".join(words[1:]))
        if rest in sites.schools and not words[0].isdigit():
            return rest
    return None


def files_in(folder: Path | None) -> list[Path]:
    """Return a school's own files, by name. Raises OSError."""
    if folder is None:
        return []
    return sorted(path for path in folder.iterdir() if path.name != RECIPE and not path.name.startswith(_BESIDE))

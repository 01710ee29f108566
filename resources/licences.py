"""What the program is made of, and under which licences: read from installed packages, and from a built program's list.

A built program carries a folder `licences` with `index.json` and every text, made by `packaging/supply/licences.py`.
From source the same is told by the metadata of what is installed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

INDEX: Final = "index.json"
FOLDER: Final = "licences"
_PROJECT: Final = "swf-desktop"
_TEXT: Final = re.compile(r"(^|/)(licen[cs]es?|copying|notice|copyright|unlicense|authors)([-_.\w]*)$", re.IGNORECASE)
_LICENCE_FOLDER: Final = re.compile(r"\.dist-info/(licenses/.+|sboms/.+\.json)", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]*")
_CLASSIFIER: Final = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a program is made of.

    licence: an SPDX expression, or the words of the package. within: the part whose files hold it, empty where it has
    files of its own. source: where its source is. texts: files of its licence.
    """

    name: str
    version: str
    licence: str
    within: str
    source: str
    texts: tuple[Path, ...]


def plain(name: str) -> str:
    """Return a distribution's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def of_distribution(found: metadata.Distribution) -> Part:
    """Return what a distribution's own metadata says of its licence; texts: those it was installed with."""
    about = found.metadata
    files = [file for file in found.files or [] if _LICENCE_FOLDER.search(file.as_posix()) or _is_text(file.as_posix())]
    texts = sorted({Path(str(file.locate())) for file in files})
    return Part(
        name=about["Name"],
        version=found.version,
        licence=_licence(about),
        within="",
        source=_source(about),
        texts=tuple(text for text in texts if text.is_file()),
    )


def _is_text(place: str) -> bool:
    return ".dist-info/" in place and _TEXT.search(place) is not None


def _licence(about: Any) -> str:
    said = about.get("License-Expression") or ""
    # The old field often holds the whole text.
    old = (about.get("License") or "").strip()
    if not said and old and "\n" not in old and len(old) < 100:
        said = old
    if not said:
        told = [line for line in about.get_all("Classifier") or [] if line.startswith(_CLASSIFIER)]
        said = " OR ".join(line.removeprefix(_CLASSIFIER) for line in told)
    return str(said)


def _source(about: Any) -> str:
    links = dict(line.split(", ", 1) for line in about.get_all("Project-URL") or [] if ", " in line)
    for wanted in ("source", "source code", "repository", "github", "code", "homepage"):
        for name, link in links.items():
            if name.lower() == wanted:
                return str(link)
    return str(about.get("Home-page") or "")


def wanted_distributions(project: str = _PROJECT) -> Iterator[metadata.Distribution]:
    """Yield the installed distributions that the project needs to run here, itself first. Extras are passed over.

    Raises metadata.PackageNotFoundError where one of those it always needs is not installed.
    """
    seen: set[str] = set()
    waiting = [project]
    while waiting:
        name = plain(waiting.pop(0))
        if name in seen:
            continue
        seen.add(name)
        found = metadata.distribution(name)
        yield found
        for line in found.requires or []:
            words, _, marker = line.partition(";")
            match = _NAME.match(words)
            if match is not None and _here(marker):
                waiting.append(match[0])


def _here(marker: str) -> bool:
    """Whether a requirement holds on this system. Only what the project's dependencies ask for is understood."""
    if "extra" in marker:
        return False
    if (asked := re.search(r"(sys_platform|platform_system)\s*([!=]=)\s*['\"](\w+)['\"]", marker)) is not None:
        name = sys.platform if asked[1] == "sys_platform" else {"win32": "Windows", "linux": "Linux"}.get(sys.platform)
        return (name == asked[3]) == (asked[2] == "==")
    if (asked := re.search(r"python_(?:full_)?version\s*(<=?)\s*['\"]([\d.]+)['\"]", marker)) is not None:
        limit = tuple(map(int, asked[2].split(".")))
        here = sys.version_info[: len(limit)]
        return here < limit or (asked[1] == "<=" and here == limit)
    return True


def write_index(folder: Path, parts: list[Part]) -> str:
    """Return the list of a built program as JSON; the texts lie below the folder."""
    rows = [
        {
            "name": part.name,
            "version": part.version,
            "licence": part.licence,
            "within": part.within,
            "source": part.source,
            "texts": [text.relative_to(folder).as_posix() for text in part.texts],
        }
        for part in parts
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def read_index(folder: Path) -> list[Part]:
    """Return the parts that the list of a built program names. Raises OSError or ValueError where it is not whole."""
    rows = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    try:
        return [
            Part(
                str(row["name"]),
                str(row["version"]),
                str(row["licence"]),
                str(row["within"]),
                str(row["source"]),
                tuple(folder / text for text in row["texts"]),
            )
            for row in rows
        ]
    except (TypeError, LookupError) as error:
        raise ValueError("not a list of licences") from error


def here() -> list[Part]:
    """Return what this program is made of: a built one by its list, else by what is installed.

    Raises OSError or ValueError where a built program's list is not whole.
    """
    built = getattr(sys, "_MEIPASS", None)
    if built is not None:
        return read_index(Path(built) / FOLDER)
    try:
        return [of_distribution(found) for found in wanted_distributions()]
    except metadata.PackageNotFoundError as error:
        raise ValueError(f"{error.name} is not installed") from error

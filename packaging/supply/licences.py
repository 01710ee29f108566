"""Gather every licence text that a built program owes: for `build.spec`, or into a folder that is named.

What is in the build is told by its files: each belongs to an installed distribution, to the project, to CPython, to a
row of `licences/parts.csv`, or (on Debian) to a package of the system, whose own text is taken. `parts.csv` also says
what compiled files hold inside, which no metadata tells, and how LGPL parts can be replaced. A file that belongs to
nothing, or a part without a text, ends the build.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from resources.licences import (  # noqa: E402 - the project is not installed where the Windows program is built
    FOLDER,
    INDEX,
    Part,
    of_distribution,
    plain,
    wanted_distributions,
    write_index,
)

TABLE = HERE / "licences" / "parts.csv"
ALWAYS = ("pyinstaller",)
"""Distributions of which every build holds something that was compiled before: its first program."""

DOC = Path("/usr/share/doc")
Entry = tuple[str, str, str]


class LicenceError(Exception):
    """A part of the build has no licence text, or nobody knows what it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    kind: `files` (which files of a build it is), `inside` (compiled into another part, or files of its own too),
    `distribution` (adds to its metadata), `installer` (given away with the folder).
    """

    name: str
    kind: str
    licence: str
    within: str
    files: re.Pattern[str] | None
    texts: tuple[Path, ...]
    source: str


def table() -> list[Row]:
    """Return the table. Raises LicenceError where it names a text that is not there."""
    rows = []
    with TABLE.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            texts = tuple(HERE / "licences" / name for name in cells["texts"].split(";") if name)
            if missing := [text.name for text in texts if not text.is_file()]:
                raise LicenceError(f"parts.csv, {cells['name']}: no such text: {', '.join(missing)}")
            pattern = re.compile(cells["files"], re.IGNORECASE) if cells["files"] else None
            rows.append(
                Row(cells["name"], cells["kind"], cells["licence"], cells["within"], pattern, texts, cells["source"])
            )
    return rows


def parts_of(entries: Iterable[Entry]) -> list[Part]:
    """Return the parts of a build by its entries (place in the folder, source, kind). Raises LicenceError."""
    rows = table()
    owners = _owners()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    base = Path(sys.base_prefix).resolve()
    found: dict[str, metadata.Distribution] = {name: metadata.distribution(name) for name in ALWAYS}
    by_file: set[int] = set()
    python = False
    system: list[Path] = []
    for place, source, _kind in entries:
        path = Path(source).resolve() if source and source != "-" else None
        if path is not None and (owner := owners.get(_same(path))) is not None:
            found[plain(owner.metadata["Name"])] = owner
            continue
        matching = [
            number for number, row in enumerate(rows) if row.files and row.files.search(place.replace("\\", "/"))
        ]
        if matching:
            by_file.update(matching)
        elif path is None or _generated(path):
            continue
        elif "site-packages" in path.parts:
            system.append(path)
        elif path.is_relative_to(library):
            python = True
        elif path.is_relative_to(ROOT):
            continue
        elif path.is_relative_to(base) and sys.platform == "win32":
            python = True
        else:
            system.append(path)
    parts = [_project()]
    parts += [_told(of_distribution(found[name]), rows) for name in sorted(found) if name != plain("swf-desktop")]
    names = {plain(part.name) for part in parts}
    for number, row in enumerate(rows):
        if row.name == "CPython" and (python or number in by_file):
            parts.append(replace(_of_row(row), version=".".join(map(str, sys.version_info[:3]))))
        elif row.kind == "installer" or number in by_file or _is_inside(row, names):
            parts.append(_of_row(row))
    parts += _of_system(system)
    for part in parts:
        if not part.texts:
            raise LicenceError(f"{part.name} {part.version} is in the build, and there is no text of its licence.")
        if not part.licence:
            raise LicenceError(f"{part.name} {part.version} is in the build, and nothing says under which licence.")
    return parts


def _is_inside(row: Row, names: set[str]) -> bool:
    return row.kind == "inside" and (plain(row.within) in names or row.within == "CPython")


def _generated(path: Path) -> bool:
    # PyInstaller's own hooks and what it makes: they belong to it, which is always among the parts.
    return "PyInstaller" in path.parts or path.is_relative_to(ROOT / "build")


def _same(path: Path) -> str:
    return str(path).casefold() if sys.platform == "win32" else str(path)


def _owners() -> dict[str, metadata.Distribution]:
    """Return which distribution each installed file belongs to."""
    owners = {}
    for found in metadata.distributions():
        for file in found.files or []:
            owners[_same(Path(str(file.locate())).resolve())] = found
    return owners


def _project() -> Part:
    from swf_desktop import __version__

    return Part("SWF Desktop", __version__, "MIT", "", "", (ROOT / "LICENSE",))


def _told(part: Part, rows: list[Row]) -> Part:
    """Return a distribution's part with what the table adds: texts, and a licence in SPDX's words."""
    for row in rows:
        if row.kind == "distribution" and plain(row.name) == plain(part.name):
            texts = tuple(dict.fromkeys((*part.texts, *row.texts)))
            return replace(part, licence=row.licence, texts=texts, source=row.source or part.source)
    return part


def _of_row(row: Row) -> Part:
    return Part(row.name, "", row.licence, row.within, row.source, row.texts)


def _of_system(paths: list[Path]) -> Iterator[Part]:
    """Yield the packages of the system that files are from. Raises LicenceError where nobody knows one."""
    if not paths:
        return
    packages: dict[str, str] = {}
    unknown = []
    for path in sorted(set(paths)):
        names = [str(path), str(path).removeprefix("/usr")]
        said = ""
        for name in names:
            done = (
                subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
                if DOC.is_dir()
                else None
            )
            if done is not None and done.returncode == 0:
                said = done.stdout.split(":")[0].split(",")[0]
                break
        if said:
            packages[said] = ""
        else:
            unknown.append(path.name)
    if unknown:
        raise LicenceError(f"Nobody knows what these are, or under which licence: {', '.join(unknown)}.")
    for name in sorted(packages):
        version = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True, check=False
        ).stdout
        text = DOC / name / "copyright"
        texts = (text,) if text.is_file() else ()
        yield Part(name, version, "as the system's package says", "", "", texts)


def written(parts: list[Part], folder: Path) -> list[Path]:
    """Write every text and the list into a folder, new; return the files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept, files = [], []
    for part in parts:
        place = folder / re.sub(r"[^\w.+-]+", "-", part.name)
        texts = []
        for text in part.texts:
            target = place / text.name
            # Two parts of one name (zlib stands in several) have the same texts.
            if not target.exists():
                place.mkdir(exist_ok=True)
                shutil.copyfile(text, target)
                files.append(target)
            texts.append(target)
        kept.append(replace(part, texts=tuple(texts)))
    index = folder / INDEX
    index.write_text(write_index(folder, kept), encoding="utf-8", newline="\n")
    return [*files, index]


def collected(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries for `build.spec` of the texts of a build. Raises LicenceError where one is missing."""
    files = written(parts_of(entries), folder)
    return [(f"{FOLDER}/{file.relative_to(folder).as_posix()}", str(file), "DATA") for file in files]


def main() -> int:
    """Write the texts of what is installed here, as a build would carry them; returns 1 where one is missing."""
    if len(sys.argv) != 2:
        sys.exit("usage: python packaging/supply/licences.py FOLDER")
    entries = [
        (str(file), str(file.locate()), "DATA")
        for found in wanted_distributions()
        if plain(found.metadata["Name"]) != "swf-desktop"
        for file in found.files or []
    ]
    try:
        parts = parts_of([*entries, ("os.py", str(Path(sysconfig.get_path("stdlib")) / "os.py"), "PYMODULE")])
        files = written(parts, Path(sys.argv[1]))
    except LicenceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(parts)} parts, {len(files) - 1} texts: {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Pin every wheel by its hash: `python packaging/supply/pin.py` (writes the files of requirements).

Run by hand, on a Linux of x86-64 that has each Python, after `constraints.txt` or the dependencies changed. Versions
are those of `constraints.txt`; each line gets the SHA-256 of the wheel that the system and the Python take. No address
is written: pip's own settings say where packages come from.

`requirements-windows.txt` is what the Windows program is built of. `requirements/SYSTEM-PYTHON.txt` is what the project
needs to run, and `...-dev.txt` that and everything its tests and builds need. The sessions of nox install them, and
then the project itself without dependencies, because pip refuses hashes beside `--editable .`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent
TARGET = HERE / "requirements-windows.txt"
FOLDER = HERE / "requirements"

# What PyInstaller and click want on Windows only; a resolver on Linux does not see that.
WINDOWS_ONLY = ["pefile", "pywin32-ctypes", "colorama"]
BUILDS = ["setuptools"]
"""What an installation of the project itself needs, where pip may fetch nothing more."""

SOURCE_ONLY = ("odfpy",)
"""Of these there is no wheel: the archive of the source is pinned, and built here. The tests alone use them."""

PYTHONS = ("3.11", "3.12", "3.13")
MOST_LINUX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_12_x86_64")
SYSTEMS = {
    "windows-x86_64": ["--platform=win_amd64"],
    "linux-x86_64": [f"--platform={name}" for name in (*MOST_LINUX, "manylinux2010_x86_64", "manylinux1_x86_64")],
}


def words_for(system: str, python: str) -> list[str]:
    """Return pip's words for a system and a Python."""
    short = python.replace(".", "")
    abis = [f"--abi=cp{short}", "--abi=abi3", "--abi=none"]
    return [*SYSTEMS[system], f"--python-version={python}", "--implementation=cp", *abis, "--only-binary=:all:"]


PLATFORM = tuple(words_for("windows-x86_64", "3.12"))
"""pip's words for the Windows and the Python that the program is built with."""


def main() -> None:
    """Let pip choose and fetch the wheels, and write down what it took."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    runs: list[str] = project["dependencies"]
    dev: list[str] = project["optional-dependencies"]["dev"]
    write(
        TARGET,
        pinned(sys.executable, PLATFORM, [*runs, *WINDOWS_ONLY, "pyinstaller"]),
        "every wheel of the Windows program, and what builds it.",
    )
    FOLDER.mkdir(exist_ok=True)
    for python in PYTHONS:
        # What a marker asks of the Python is answered by the Python that asks.
        program = shutil.which(f"python{python}")
        if program is None:
            sys.exit(f"python{python} is not here: its pins cannot be made.")
        for system in SYSTEMS:
            words = words_for(system, python)
            extra = [*BUILDS, *(WINDOWS_ONLY if system.startswith("windows") else [])]
            short = f"{system}-{python}"
            write(FOLDER / f"{short}.txt", pinned(program, words, [*runs, *extra]), "what the program runs with.")
            wheels = [name for name in dev if not name.startswith(SOURCE_ONLY)]
            lines = pinned(program, words, [*runs, *wheels, *extra])
            lines += pinned(program, ["--no-deps", "--no-binary=:all:"], SOURCE_ONLY, "*.tar.gz")
            write(FOLDER / f"{short}-dev.txt", lines, "what the program runs, is tested and is built with.")


def pinned(
    python: str, words: list[str] | tuple[str, ...], wanted: list[str] | tuple[str, ...], made: str = "*.whl"
) -> list[str]:
    """Return a line for each file that pip fetches for these requirements."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", folder]
        subprocess.run([*pip, *words, "--constraint", str(ROOT / "constraints.txt"), *wanted], check=True)
        return [line(path) for path in Path(folder).glob(made)]


def write(path: Path, lines: list[str], what: str) -> None:
    """Write a file of pins."""
    path.write_text(
        f"# Made by packaging/supply/pin.py: {what}\n{''.join(sorted(lines))}", encoding="utf-8", newline="\n"
    )


def line(path: Path) -> str:
    """Return the requirement of a wheel or an archive of source: name, version, hash."""
    name, version = path.name.removesuffix(".tar.gz").split("-")[:2]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name.lower().replace('_', '-')}=={version} --hash=sha256:{digest}\n"


if __name__ == "__main__":
    main()

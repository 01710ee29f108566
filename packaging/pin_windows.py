"""Pin the wheels for Windows: `python packaging/pin_windows.py` writes `requirements-windows.txt` beside this file.

Run by hand after `constraints.txt` or the dependencies changed. Versions are those of `constraints.txt`; each line gets
the SHA-256 of the one wheel that a 64-bit Windows and the bundled Python take. No address is written: pip's own
settings say where packages come from.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = HERE / "requirements-windows.txt"

# What PyInstaller and click want on Windows only; a resolver on Linux does not see that.
WINDOWS_ONLY = ["pyinstaller", "pefile", "pywin32-ctypes", "colorama"]

PLATFORM = (
    "--platform=win_amd64",
    "--python-version=3.12",
    "--implementation=cp",
    *("--abi=cp312", "--abi=abi3", "--abi=none"),
    "--only-binary=:all:",
)
"""pip's words for the Windows and the Python that the program is built with."""


def main() -> None:
    """Let pip choose and fetch the wheels, and write down what it took."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder]
        constraints = ["--constraint", str(ROOT / "constraints.txt")]
        subprocess.run([*pip, *PLATFORM, *constraints, *wanted, *WINDOWS_ONLY], check=True)
        lines = sorted(line(path) for path in Path(folder).glob("*.whl"))
    head = "# Made by packaging/pin_windows.py: every wheel of the Windows program, and what builds it.\n"
    TARGET.write_text(head + "".join(lines), encoding="utf-8", newline="\n")


def line(wheel: Path) -> str:
    """Return the requirement of a wheel: name, version, hash."""
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name.lower().replace('_', '-')}=={version} --hash=sha256:{digest}\n"


if __name__ == "__main__":
    main()

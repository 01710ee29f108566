"""Make what users download, out of the built folder: `python packaging/pack.py empty installer archive bill checksums`.

The steps stand alone so that a signature can be put between them. They run on Windows and on Debian; the installer
wants `makensis` (NSIS 3).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import version_resource
from supply.bill import bill_of, pinned

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "windows"
PROGRAM = BUILD / "SWF Desktop"
RELEASE = BUILD / "release"
MB = 1_000_000

MARKER = (
    "Because this file is here, SWF Desktop keeps its settings in this folder and not in the user's profile.\r\n"
    "Delete it to have them in the profile.\r\n"
)


def main() -> int:
    """Run the steps named on the command line, in their order."""
    steps = {step.__name__: step for step in (empty, installer, archive, bill, checksums)}
    names = sys.argv[1:] or list(steps)
    if unknown := [name for name in names if name not in steps]:
        sys.exit(f"No such step: {', '.join(unknown)}. There are: {', '.join(steps)}.")
    for name in names:
        print(f"{name}: {steps[name]()}")
    return 0


def empty() -> str:
    """Empty the folder for what is made."""
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir(parents=True)
    return "build/windows/release"


def setup_file() -> Path:
    """Return where the installer is."""
    return RELEASE / f"SWF-Desktop-{version_resource.version()}-setup.exe"


def installer() -> str:
    """Make the installer."""
    version = version_resource.version()
    size = sum(path.stat().st_size for path in PROGRAM.rglob("*") if path.is_file())
    words = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, version_resource.four(version))),
        "SOURCE": str(PROGRAM),
        "ICON": str(ROOT / "resources" / "icons" / "icon.ico"),
        "OUTPUT": str(setup_file()),
        "KILOBYTES": str(size // 1024),
    }
    command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in words.items())]
    done = subprocess.run(
        [*command, str(ROOT / "packaging" / "installer.nsi")], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"makensis failed:\n{done.stdout}{done.stderr}")
    return f"{setup_file().stat().st_size / MB:.1f} MB"


def archive() -> str:
    """Make the portable archive: the same folder, and the mark that settings stay in it."""
    path = RELEASE / f"SWF-Desktop-{version_resource.version()}-portable.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(item for item in PROGRAM.rglob("*") if item.is_file()):
            packed.write(file, f"SWF Desktop/{file.relative_to(PROGRAM).as_posix()}")
        packed.writestr("SWF Desktop/portable.txt", MARKER)
    return f"{path.stat().st_size / MB:.1f} MB"


def bill() -> str:
    """Write the bill of materials of the built folder, in CycloneDX's form."""
    path = RELEASE / f"SWF-Desktop-{version_resource.version()}.cdx.json"
    said = bill_of(PROGRAM, pinned(ROOT / "packaging" / "requirements-windows.txt"))
    path.write_text(said, encoding="utf-8", newline="\n")
    return f"{path.name}, {said.count('bom-ref') - 1} parts"


def checksums() -> str:
    """Write the SHA-256 sums, in the form that `sha256sum --check` reads."""
    files = sorted(path for path in RELEASE.iterdir() if path.suffix in (".exe", ".zip", ".msi", ".json"))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (RELEASE / "SHA256SUMS.txt").write_text("".join(lines), encoding="ascii", newline="\n")
    return "SHA256SUMS.txt"


if __name__ == "__main__":
    sys.exit(main())

"""The version resource of the Windows programs: what Explorer shows in Properties, and virus scanners read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PUBLISHER = "SWF Desktop project"
NAMES = {
    "window": ("SWF Desktop", "SWF Desktop.exe", "SWF Desktop: school workforce census returns"),
    "console": ("SWF Desktop", "swf-desktop.exe", "SWF Desktop on the command line"),
}


def version() -> str:
    """Return the project's version, such as `0.1.0`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def four(text: str) -> tuple[int, int, int, int]:
    """Return a version as the four numbers that Windows wants: `0.1.0` and `0.1.0rc2` are (0, 1, 0, 0)."""
    numbers = [int(part) for part in re.match(r"[\d.]+", text)[0].strip(".").split(".")]  # type: ignore[index]
    first, second, third, fourth = (*numbers, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def made(program: str) -> Any:
    """Return PyInstaller's version resource for `window` or `console`."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    product, file, description = NAMES[program]
    numbers = four(version())
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": description,
        "FileVersion": version(),
        "InternalName": file.removesuffix(".exe"),
        "LegalCopyright": "MIT licence; census data under the Open Government Licence",
        "OriginalFilename": file,
        "ProductName": product,
        "ProductVersion": version(),
    }
    # 0809: English (United Kingdom). 04B0: Unicode.
    table = StringTable("080904B0", [StringStruct(name, text) for name, text in texts.items()])
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [0x0809, 0x04B0])])],
    )


if __name__ == "__main__":
    print(version())

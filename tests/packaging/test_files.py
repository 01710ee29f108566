"""Files that the build reads: icons, pins, the installer's script, the workflow."""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

import pytest

from tests.places import ROOT

PACKAGING = ROOT / "packaging"
ICONS = ROOT / "resources" / "icons"


def test_the_folder_is_no_package() -> None:
    # `packaging` is also a library that nox and pip import; with an __init__.py ours would hide it.
    import packaging.version

    assert not (PACKAGING / "__init__.py").exists()
    assert "site-packages" in str(packaging.version.__file__)


def test_icon_has_all_sizes() -> None:
    data = (ICONS / "icon.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert kind == 1
    sizes = []
    for number in range(count):
        width, height, _, _, _, bits, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert width == height
        assert bits == 32
        image = data[offset : offset + length]
        assert len(image) == length
        if width == 0:
            assert image.startswith(b"\x89PNG")
            assert struct.unpack(">II", image[16:24]) == (256, 256)
        else:
            assert struct.unpack_from("<Iii", image) == (40, width, 2 * width)
        sizes.append(width or 256)
    assert sizes == [16, 20, 24, 32, 40, 48, 64, 128, 256]


def test_icons_are_made_from_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    import make_icons
    from PySide6.QtGui import QImage

    kept = QImage(str(ICONS / "icon.png")).convertToFormat(QImage.Format.Format_ARGB32)
    drawn = make_icons.drawn(256)
    # Not byte for byte: another Qt may round an edge differently.
    far = [
        (x, y)
        for x in range(0, 256, 3)
        for y in range(0, 256, 3)
        if abs(kept.pixelColor(x, y).green() - drawn.pixelColor(x, y).green()) > 24
    ]
    assert not far


def pins(name: str) -> dict[str, str]:
    lines = [line for line in (PACKAGING / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = {}
    for line in lines:
        match = re.fullmatch(r"([a-z0-9-]+)==([\w.]+) --hash=sha256:([0-9a-f]{64})", line)
        assert match, line
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("name", ["requirements-windows.txt", "python-windows.txt"])
def test_everything_is_pinned_by_hash_and_no_address_is_named(name: str) -> None:
    assert pins(name)
    assert "://" not in (PACKAGING / name).read_text("utf-8")


PINNED = sorted((PACKAGING / "requirements").glob("*.txt"))


def constrained() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split(";")[0].split("==")
            found.setdefault(name.lower().replace("_", "-"), set()).add(version.strip())
    return found


def test_each_system_and_python_has_its_pins() -> None:
    ends = [f"{python}{dev}.txt" for python in ("3.11", "3.12", "3.13") for dev in ("", "-dev")]
    wanted = {f"{system}-{end}" for system in ("linux-x86_64", "windows-x86_64") for end in ends}
    assert {path.name for path in PINNED} == wanted


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.stem)
def test_the_pins_hold_every_dependency_at_the_versions_of_the_tests(path: Path) -> None:
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"]["dev"] if "-dev" in path.name else [])
    ours, versions = pins(f"requirements/{path.name}"), constrained()
    assert "://" not in path.read_text("utf-8")
    names = {re.match(r"[\w-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    # setuptools builds the project, and no version of it is one the tests ran with.
    assert names | {"setuptools"} <= ours.keys()
    lines = (PACKAGING / "requirements" / path.name).read_text("utf-8").splitlines()
    for line in lines[1:]:
        name, version = line.split(" ")[0].split("==")
        assert version in versions.get(name.replace(".", "-"), versions.get(name, {version})), line


def test_the_windows_pins_are_the_versions_that_the_tests_ran_with() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    constraints = {
        name.lower().replace("_", "-"): version
        for name, version in (line.split("==") for line in lines if line and not line.startswith("#"))
    }
    ours = pins("requirements-windows.txt")
    assert {name: ours[name] for name in ours if name in constraints} == {
        name: constraints[name] for name in ours if name in constraints
    }
    assert {"pyside6-essentials", "shiboken6", "lxml", "openpyxl", "cryptography", "typer"} <= ours.keys()


def test_every_dependency_has_a_windows_wheel() -> None:
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = {re.match(r"[\w-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    assert names <= pins("requirements-windows.txt").keys()


def test_the_installer_needs_no_administrator_and_touches_the_user_only() -> None:
    script = (PACKAGING / "installer.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script
    assert "SetShellVarContext all" not in script


def test_the_uninstaller_removes_no_folder_that_may_hold_a_users_file() -> None:
    script = (PACKAGING / "installer.nsi").read_text("utf-8")
    swept = re.findall(r"RMDir /r (.+)", script)
    assert set(swept) == {'"$INSTDIR\\_internal"'}


def test_the_installer_removes_what_the_window_keeps() -> None:
    from ui import crashes, settings

    script = (PACKAGING / "installer.nsi").read_text("utf-8")
    for name in (settings.NAME, crashes.LOG, crashes.FAULTS):
        assert f'Delete "$APPDATA\\SWF Desktop\\{name}"' in script


def test_what_may_stay_after_removal_is_told_by_its_place_too() -> None:
    """The copy of the trial's return stays in the user's local data; one beside the return would be a file too many."""
    from installed import all_kept

    copies = Path("users/me/AppData/Local/SWF Desktop/last closed")
    stays = [
        Path("users/me/School returns/9992999_SWF_999LL13_001.xml"),
        Path("users/me/School returns/Harbour Lane.swfreturn"),
        Path("users/me/Programs/kept beside the program.swfreturn"),
        copies / "Harbour Lane.0123456789abcdef.swfreturn",
        copies / "Harbour Lane.0123456789abcdef.swfreturn.json",
    ]
    assert all_kept(stays)
    beside = Path("users/me/School returns/Harbour Lane.last-closed.swfreturn")
    for wrong in (
        stays[:-1],
        [*stays, stays[3]],
        [*stays, beside],
        [*stays[:3], beside, stays[4]],
        [*stays, Path("a.dll")],
    ):
        assert not all_kept(wrong)


@pytest.mark.parametrize("path", [ROOT / "build.spec", *sorted(PACKAGING.rglob("*.py"))], ids=lambda path: path.name)
def test_the_scripts_are_python_and_name_no_place_of_a_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    ast.parse(text)
    assert not re.search(r"/(?:work|home|root/|opt|tmp)/", text)


def test_the_workflow_calls_what_is_there() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    for place in set(re.findall(r"packaging/[\w.-]+", workflow)):
        assert (ROOT / place).is_file(), place
    assert "--draft" in workflow
    assert "has not run yet" in workflow

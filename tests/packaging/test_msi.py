"""The source of the .msi: every file once, each known by its place, whatever the version."""

from __future__ import annotations

from pathlib import Path

import msi
import pytest
from lxml import etree

WIX = {"w": "http://schemas.microsoft.com/wix/2006/wi"}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "SWF Desktop"
    for place in ("SWF Desktop.exe", "swf-desktop.exe", "_internal/a & b.dll", "_internal/sub/a & b.dll"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(place.encode())
    return folder


def source(program: Path) -> etree._Element:
    return etree.fromstring(msi.wxs(program).encode("utf-8"))


def test_every_file_is_one_component_of_the_feature(program: Path) -> None:
    root = source(program)
    files = [one.get("Source") for one in root.iterfind(".//w:File", WIX)]
    assert sorted(files) == [
        "program/SWF Desktop.exe",
        "program/_internal/a & b.dll",
        "program/_internal/sub/a & b.dll",
        "program/swf-desktop.exe",
    ]
    components = [one.get("Id") for one in root.iterfind(".//w:Component", WIX)]
    assert len(set(components)) == len(components) == len(files) + 2
    assert sorted(components) == sorted(one.get("Id") for one in root.iterfind(".//w:ComponentRef", WIX))
    ids = [one.get("Id") for one in root.iter() if one.tag.endswith(("}File", "}Directory", "}Component"))]
    assert len(set(ids)) == len(ids)


def test_a_double_click_and_the_start_menu_open_the_window(program: Path) -> None:
    root = source(program)
    (window,) = (one.get("Id") for one in root.iterfind(".//w:File", WIX) if one.get("Name") == "SWF Desktop.exe")
    assert [one.get("Target") for one in root.iterfind(".//w:Shortcut", WIX)] == [f"[#{window}]"]
    values = {one.get("Key"): one.get("Value") for one in root.iterfind(".//w:RegistryValue", WIX)}
    opens = values["Software\\Classes\\SWFDesktop.Return\\shell\\open\\command"]
    assert opens == f'"[#{window}]" "%1"'


def test_a_newer_version_is_another_product_with_the_same_files(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = source(program)
    monkeypatch.setattr(msi.version_resource, "version", lambda: "7.8.9")
    newer = source(program)
    first, then = (root.find("w:Product", WIX) for root in (older, newer))
    assert first is not None
    assert then is not None
    assert (first.get("UpgradeCode"), then.get("Version")) == (then.get("UpgradeCode"), "7.8.9")
    assert first.get("Id") != then.get("Id")
    guids = [[one.get("Guid") for one in root.iterfind(".//w:Component", WIX)] for root in (older, newer)]
    assert guids[0] == guids[1]

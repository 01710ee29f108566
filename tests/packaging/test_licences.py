"""Licence texts of a build, its bill of materials, and where the window tells them."""

from __future__ import annotations

import json
import re
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest
import trial
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from supply import bill, licences

from resources.licences import FOLDER, Part, of_distribution, plain, read_index, wanted_distributions
from tests.places import ROOT

STANDARD = ("os.py", str(Path(sysconfig.get_path("stdlib")) / "os.py"), "PYMODULE")


def entries() -> list[licences.Entry]:
    """What a build of this project would hold, as far as installed packages tell."""
    return [
        (str(file), str(file.locate()), "DATA")
        for found in wanted_distributions()
        if plain(found.metadata["Name"]) != "swf-desktop"
        for file in found.files or []
    ] + [STANDARD]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a built one, with the texts alone."""
    place = tmp_path_factory.mktemp("built")
    licences.written(licences.parts_of(entries()), place / "_internal" / FOLDER)
    return place


def test_every_dependency_has_its_text(folder: Path) -> None:
    parts = {plain(part.name): part for part in read_index(folder / "_internal" / FOLDER)}
    wanted = {plain(found.metadata["Name"]) for found in wanted_distributions()} - {"swf-desktop"}
    assert {"pyside6-essentials", "lxml", "pygal", "cryptography"} <= wanted <= parts.keys()
    for part in parts.values():
        assert part.licence
        assert sum(text.stat().st_size for text in part.texts) > 100
    assert "parts" in trial.licences(folder)


def test_lgpl_parts_say_how_they_are_replaced(folder: Path) -> None:
    lesser = [part for part in read_index(folder / "_internal" / FOLDER) if "LGPL" in part.licence]
    assert {"PySide6_Essentials", "shiboken6", "Qt", "pygal", "GNU libiconv"} == {part.name for part in lesser}
    for part in lesser:
        said = "".join(text.read_text("utf-8") for text in part.texts)
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in said
        assert (
            f"How to use a {'GNU libiconv' if 'iconv' in part.name else 'pygal' if part.name == 'pygal' else 'Qt'}"
            in said
        )


def test_a_part_without_a_text_ends_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    real = licences.of_distribution

    def bare(found: metadata.Distribution) -> Part:
        part = real(found)
        return Part(part.name, part.version, part.licence, "", "", ()) if part.name == "tomlkit" else part

    monkeypatch.setattr(licences, "of_distribution", bare)
    with pytest.raises(licences.LicenceError, match=r"tomlkit .* no text of its licence"):
        licences.parts_of(entries())


def test_a_file_that_nobody_knows_ends_the_build(tmp_path: Path) -> None:
    stray = tmp_path / "mystery.so"
    stray.write_bytes(b"x")
    with pytest.raises(licences.LicenceError, match=r"mystery\.so"):
        licences.parts_of([*entries(), ("mystery.so", str(stray), "BINARY")])


def test_windows_libraries_are_known_by_their_names() -> None:
    named = [
        "python312.dll",
        "libcrypto-3.dll",
        "libffi-8.dll",
        "sqlite3.dll",
        "VCRUNTIME140_1.dll",
        "base_library.zip",
    ]
    parts = licences.parts_of([STANDARD, *((name, f"/nowhere/{name}", "BINARY") for name in named)])
    assert {"CPython", "OpenSSL", "libffi", "SQLite", "Microsoft C and C++ run-time library"} <= {p.name for p in parts}


def test_the_table_names_what_is_there() -> None:
    rows = licences.table()
    used = {text.name for row in rows for text in row.texts}
    there = {path.name for path in licences.TABLE.parent.glob("*.txt")}
    assert used | {"GPL-2.0.txt"} == there
    for row in rows:
        assert re.fullmatch(r"[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)*", row.licence), row


def test_a_distribution_without_licence_metadata_says_nothing() -> None:
    """What is not told is not guessed: an empty licence ends the build unless the table has it."""
    part = of_distribution(metadata.distribution("shiboken6"))
    assert part.texts == ()


def test_the_bill_of_materials_is_as_the_schema_wants_it(folder: Path) -> None:
    wheels = bill.pinned(ROOT / "packaging" / "requirements-windows.txt")
    assert len(wheels["lxml"]) == 64
    said = bill.bill_of(folder, wheels)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(said) is None
    told = json.loads(said)
    names = [part["name"] for part in told["components"]]
    assert {"Qt", "libxml2", "CPython", "lxml"} <= set(names)
    assert len({part["bom-ref"] for part in told["components"]}) == len(names)
    assert next(part for part in told["components"] if part["name"] == "lxml")["hashes"][0]["content"] == wheels["lxml"]
    assert bill.bill_of(folder, wheels) == said
    broken = said.replace('"CycloneDX"', '"Something"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None

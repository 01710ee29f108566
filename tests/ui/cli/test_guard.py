"""Every command of the program refuses to write over what it reads, and over what the program did not make."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from converters.papers.report_folder import NAMES
from converters.sample.forms import write_earlier_message
from ui.cli.guard import BOTH, READ, WRITTEN, Guarded
from ui.cli.main import app

FOREIGN = b"somebody's own\n"


def commands(group: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    group = typer.main.get_command(app) if group is None else group
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def is_path(param: Any) -> bool:
    return "path" in type(param.type).__name__.lower() or param.type.name in ("path", "file")


ALL = dict(commands())


def test_every_option_that_takes_a_file_is_known_for_read_or_written() -> None:
    assert all(isinstance(command, Guarded) for command in ALL.values())
    named = {param.name for command in ALL.values() for param in command.params if is_path(param)}
    assert named <= READ | WRITTEN | BOTH
    # Each name is one that some command has; a lesson's is a text that may be a file.
    assert named | {"name"} == READ | WRITTEN | BOTH
    assert len(READ | WRITTEN | BOTH) == len(READ) + len(WRITTEN) + len(BOTH)


def test_every_command_that_writes_a_file_can_be_forced() -> None:
    for words, command in ALL.items():
        writes = {param.name for param in command.params} & (WRITTEN | {"recipe"})
        assert bool(writes) == any("--force" in param.opts for param in command.params), words


def arguments_for(command: Any, source: Path) -> list[str]:
    """Return arguments that read `source` in every place of the command that takes one."""
    told: list[str] = []
    for param in command.params:
        if param.name in READ and param.required:
            told += [str(source)]
        elif param.param_type_name == "argument" and param.required:
            told += ["2013" if "int" in param.type.name else "export"]
        elif param.required and param.name not in WRITTEN:
            told += [param.opts[0], "2013"]
    return told


READS_AND_WRITES = [
    (words, place)
    for words, command in ALL.items()
    for place in (param.name for param in command.params if param.name in WRITTEN - {"report"})
    if words not in [("learn",), ("practice",), ("sample",), ("template",), ("new-year",), ("year-pack",)]
    and any(param.name in READ for param in command.params)
]


@pytest.mark.parametrize("way", ["same", "around", "link", "hard"])
@pytest.mark.parametrize(("words", "place"), READS_AND_WRITES)
def test_no_command_writes_over_what_it_reads(tmp_path: Path, words: tuple[str, ...], place: str, way: str) -> None:
    command = ALL[words]
    source = write_earlier_message(tmp_path / "earlier.xml")
    (tmp_path / "else").mkdir()
    target = {
        "same": source,
        "around": tmp_path / "else" / ".." / source.name,
        "link": tmp_path / "link.xml",
        "hard": tmp_path / "hard.xml",
    }[way]
    if way == "link":
        target.symlink_to(source)
    elif way == "hard":
        os.link(source, target)
    before = source.read_bytes()
    given = arguments_for(command, source)
    if not any(str(source) in one for one in given):
        # The places to read are options or may be left out.
        reading = next(param for param in command.params if param.name in READ and is_path(param))
        given += [reading.opts[0], str(source)] if reading.opts[0].startswith("-") else [str(source)]
    option = next(param.opts[0] for param in command.params if param.name == place)
    result = CliRunner().invoke(app, [*words, *given, option, str(target), "--force"])
    assert result.exit_code == 2, result.output
    assert "never written to" in " ".join(result.output.split())
    assert source.read_bytes() == before


WRITES_A_FILE = {
    ("template",): ["template", "-o", "{taken.xlsx}"],
    ("sample",): ["sample", "-o", "{folder}"],
    ("sample", "ods"): ["sample", "--form", "ods", "--collection", "2013", "-o", "{folder}"],
    ("practice",): ["practice", "-o", "{folder}"],
    ("lessons", "handout"): ["lessons", "handout", "1", "-o", "{taken.html}"],
    ("head",): ["head", "{message}", "-o", "{taken.html}"],
    ("convert",): ["convert", "{message}", "-o", "{taken.xml}"],
    ("roll-forward",): ["roll-forward", "{message}", "--collection", "2014", "-o", "{taken.xlsx}"],
    ("pack",): ["pack", "-o", "{folder}"],
    ("check",): ["check", "{message}", "--report", "{folder}"],
    ("compare",): ["compare", "{message}", "{message}", "--report", "{folder}"],
    ("support",): ["support", "{message}", "-o", "{folder}"],
}


@pytest.mark.parametrize("words", WRITES_A_FILE)
def test_what_is_there_and_foreign_is_replaced_only_by_force(tmp_path: Path, words: tuple[str, ...]) -> None:
    message = write_earlier_message(tmp_path / "earlier.xml")
    out = tmp_path / "out"
    out.mkdir()
    told = [
        one.format(message=message, folder=out) if "{taken" not in one else str(out / one.strip("{}"))
        for one in WRITES_A_FILE[words]
    ]
    if "{folder}" in WRITES_A_FILE[words]:
        # What it writes by itself, and then somebody's own of each of these names.
        first = CliRunner().invoke(app, told)
        assert first.exit_code in (0, 1), first.output
        taken = sorted(path for path in out.iterdir() if path.is_file())
    else:
        taken = [Path(told[told.index("-o") + 1])]
    assert taken
    for path in taken:
        path.write_bytes(FOREIGN)
    refused = CliRunner().invoke(app, told)
    assert refused.exit_code == 2, refused.output
    said = " ".join(refused.output.split())
    assert "--force" in said
    assert any(path.name in said for path in taken)
    assert [path.read_bytes() for path in taken] == [FOREIGN] * len(taken)
    forced = CliRunner().invoke(app, [*told, "--force"])
    assert forced.exit_code in (0, 1), forced.output
    assert FOREIGN not in [path.read_bytes() for path in taken]
    # What the program made itself is replaced unasked.
    again = CliRunner().invoke(app, told)
    assert again.exit_code in (0, 1), again.output


def test_a_filled_in_list_of_schools_stays(tmp_path: Path) -> None:
    school = tmp_path / "schools" / "one"
    school.mkdir(parents=True)
    (school / "staff.csv").write_text("Surname,Forename\nTait,Ann\n")
    out = tmp_path / "out"
    out.mkdir()
    (out / "schools.csv").write_bytes(FOREIGN)
    result = CliRunner().invoke(app, ["batch", str(tmp_path / "schools"), "-o", str(out), "--lea", "999"])
    assert result.exit_code == 2
    assert (out / "schools.csv").read_bytes() == FOREIGN


def test_a_report_of_somebodys_own_stops_before_anything_is_read(tmp_path: Path) -> None:
    """Also where the source could not be read at all: names are looked at first."""
    (tmp_path / "staff.csv").write_bytes(b"")
    (tmp_path / "findings.csv").write_bytes(FOREIGN)
    arguments = ["convert", str(tmp_path / "staff.csv"), "-o", str(tmp_path), "--report", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "findings.csv" in result.output
    assert "empty" not in result.output


def test_the_names_of_reports_are_all_there_are(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["sample", "-o", str(tmp_path / "sample")])
    report = tmp_path / "report"
    arguments = ["convert", str(tmp_path / "sample"), "-o", str(tmp_path / "out"), "--report", str(report)]
    assert CliRunner().invoke(app, arguments).exit_code in (0, 1)
    written = {path.name for path in report.iterdir()}
    assert written <= set(NAMES)
    assert len(written) > len(NAMES) - 3


@pytest.mark.skipif(os.name != "posix", reason="there are no such files on Windows")
@pytest.mark.parametrize("words", [("convert",), ("check",), ("pay",), ("batch",), ("learn",)])
def test_a_pipe_or_device_as_source_is_told_of_and_never_waited_for(tmp_path: Path, words: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "pipe", Path("/dev/zero")):
        more = ["-o", str(tmp_path)] if words == ("batch",) else []
        result = CliRunner().invoke(app, [*words, str(source), *more])
        assert result.exit_code == 2
        assert "device or a pipe" in " ".join(result.output.split())


@pytest.mark.skipif(os.name != "posix", reason="names on Windows are always text")
def test_a_name_that_is_no_text_is_told_of(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/staff\xff.csv")
    Path(name).write_text("Surname\nTait\n")
    result = CliRunner().invoke(app, ["check", name])
    assert result.exit_code == 2
    assert "not UTF-8" in " ".join(result.output.split())

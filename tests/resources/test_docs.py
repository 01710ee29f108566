"""What the docs quote is what the program does: commands that parse, output and figures of the sample school."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from converters.built import Built
from converters.payroll.contract_pay import pay_rows
from converters.pipeline import build, check_return, read_all
from converters.request import Request
from converters.sample.school import write_sample
from resources import resource
from swf_desktop.collection import Collection
from tests.places import ROOT
from ui.cli.main import app
from validation.finding import Severity

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TEXTS = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
NOW = datetime(2013, 11, 11, 9, 30)
_COMMAND = re.compile(r"(?:^|`| )swf-desktop ([a-z][a-z0-9]+\b[^`\n}]*)", re.MULTILINE)
COMMANDS = [(name, match[1].strip()) for name, text in TEXTS.items() for match in _COMMAND.finditer(text)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("docs") / "sample"
    write_sample(folder)
    return build(read_all([folder]), Request(year=2013))


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) > 15


@pytest.mark.parametrize(("page", "text"), COMMANDS)
def test_a_command_in_the_docs_parses(page: str, text: str) -> None:
    name, *words = shlex.split(text.replace("\\", "/"))
    # Parsed, not run: an option that is gone or has no such value is an error of usage.
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    # A command that is only named, in a sentence, needs no more than to be there.
    if words:
        assert command.make_context(name, words).info_name == name


def commands(top: Any) -> Iterator[Any]:
    """Yield a command and all below it."""
    yield top
    for below in getattr(top, "commands", {}).values():
        yield from commands(below)


def test_options_named_in_the_docs_exist() -> None:
    known = {
        option
        for command in commands(typer.main.get_command(app))
        for parameter in command.params
        for option in parameter.opts
    }
    named = {option for text in TEXTS.values() for option in re.findall(r"`(--[a-z-]+)", text)}
    assert named
    assert named <= known


def test_the_first_return_says_what_the_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(app, ["sample", "--collection", "2013", "-o", "sample"])
    result = runner.invoke(app, ["convert", "sample", "--collection", "2013", "-o", "return", "--report", "report"])
    said = {line.strip().replace("\\", "/") for line in result.stdout.splitlines()}
    text = TEXTS["first-return.md"]
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    quoted = [line.strip() for block in blocks for line in block.splitlines() if not line.startswith("swf-desktop")]
    assert len(quoted) >= 6
    assert [line for line in quoted if line not in said] == []
    reports = {path.name for path in (tmp_path / "report").iterdir()}
    table = text.split("| In the folder `report` |")[1].split("### 4.")[0]
    assert set(re.findall(r"`([^`]+\.[a-z]+)`", table)) == reports


def test_the_trainers_table_is_the_table_of_faults(built: Built) -> None:
    rows = list(
        csv.DictReader(resource("sample", "harbour_lane", "faults.csv").read_text(encoding="utf-8").splitlines())
    )
    found = check_return(built.returns[0], now=NOW)
    table = [line for line in TEXTS["trainers-guide.md"].splitlines() if line.startswith("| [")]
    assert len(table) == len(rows)
    for row in rows:
        line = next(line for line in table if line.startswith(f"| [{row['rule']}]"))
        source = next(finding.source for finding in found if finding.rule == row["rule"])
        assert source is not None
        assert f"`{row['file']}`, row {source.row}, column {source.column} |" in line
        assert f"](rules.md#{row['rule']}) {row['severity']} |" in line
    assert Severity.ERROR in {finding.severity for finding in found}


@pytest.mark.parametrize(
    ("person", "heading", "steps"),
    [
        ("SMITH, Jane", "Jane Smith", [("1593.40", "12", "19120.80"), ("31868", "0.6", "19120.80")]),
        (
            "O'BRIEN, Siobhan",
            "Siobhan O'Brien",
            [("8.15", "25", "44.5", "9066.88"), ("8.15", "37", "52.143", "15723.72")],
        ),
        ("HARGREAVES, Helen", "Helen Hargreaves", [("2655.67", "12", "31868.04"), ("125.00", "12", "1500.00")]),
    ],
)
def test_the_pay_records_come_out_as_the_docs_work_them_out(
    built: Built, person: str, heading: str, steps: list[tuple[str, ...]]
) -> None:
    assert built.payroll is not None
    row = next(row for row in pay_rows(built.payroll) if row["person"].startswith(person))
    part = TEXTS["pay.md"].split(f"### {heading}")[1].split("\n##")[0]
    assert f"Base pay **{Decimal(row['base_pay_actual']):,.2f}**" in part
    for *factors, result in steps:
        product = Decimal(1)
        for factor in factors:
            product *= Decimal(factor)
        assert abs(product - Decimal(result)) <= Decimal("0.005")
        assert " x ".join(f"{Decimal(factor):,}" for factor in factors) in part
        assert f"{Decimal(result):,.2f}" in part


def test_the_switches_are_those_of_the_collection() -> None:
    rows = re.findall(r"^\| `([a-z.A-Z]+)` \| .* \| (\S+) \|$", TEXTS["after-the-upload.md"], re.MULTILINE)
    words = {True: "on", False: "off"}
    assert dict(rows) == {
        name: words[value] if isinstance(value, bool) else value
        for name, value in Collection.load(2013).switches.items()
    }

"""A corrected file given to `convert` and `check` with a workspace: asked, replaced, added; what is kept, and undo."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from converters.recipe.recipe_file import parse_recipe
from swf_desktop.workspace.workspace import Workspace
from tests.converters.test_replacing import pay_rows, payroll, staff_list
from ui.cli.main import app


def run(folder: Path, *arguments: str) -> Result:
    texts = [str(folder / one) if one.endswith((".csv", ".swfreturn")) else one for one in arguments]
    return CliRunner().invoke(app, texts)


def convert(folder: Path, *arguments: str) -> Result:
    return run(
        folder,
        "convert",
        *arguments,
        *("--collection", "2026", "--lea", "999", "--estab", "2001", "--now", "2026-11-20T12:00:00"),
        *("--workspace", "a.swfreturn", "--force", "-o", str(folder / "out.xml")),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Staff list.csv").write_text(staff_list(), encoding="utf-8")
    (tmp_path / "Payroll.csv").write_text(payroll(pay_rows()), encoding="utf-8")
    assert convert(tmp_path, "Staff list.csv", "Payroll.csv").exit_code in (0, 1)
    return tmp_path


def files(folder: Path) -> list[str]:
    with Workspace.open(folder / "a.swfreturn") as workspace:
        return [file for file, _ in workspace.raw_tables()]


def base_pay(folder: Path) -> list[str]:
    text = (folder / "out.xml").read_text(encoding="utf-8")
    return [part.partition("<")[0] for part in text.split("<BasePay>")[1:]]


def corrected(folder: Path, name: str = "Payroll corrected.csv") -> None:
    rows = pay_rows()
    rows[0][5] = "42000.00"
    (folder / name).write_text(payroll(rows), encoding="utf-8")


def test_it_asks_and_changes_nothing(folder: Path) -> None:
    corrected(folder)
    before = (folder / "a.swfreturn").read_bytes()
    result = convert(folder, "Payroll corrected.csv")
    assert result.exit_code == 2
    said = " ".join(result.output.split())
    assert "Does it replace Payroll.csv, or add to it?" in said
    assert "Run it again with --replace, or with --add. Nothing was changed." in said
    assert "ASH, Ann (1001): £41,224.00 to £42,000.00" in said
    assert files(folder) == ["Staff list.csv", "Payroll.csv"]
    with Workspace.open(folder / "a.swfreturn"):
        pass
    assert len(before) == len((folder / "a.swfreturn").read_bytes())


def test_it_replaces_and_keeps_everything_else(folder: Path) -> None:
    corrected(folder)
    result = convert(folder, "Payroll corrected.csv", "--replace")
    assert result.exit_code in (0, 1), result.output
    assert "Read from a.swfreturn too: Staff list.csv." in " ".join(result.output.split())
    assert files(folder) == ["Staff list.csv", "Payroll corrected.csv"]
    # Of those who work full time: whether a part-timer's salary is a full-timer's is still asked.
    assert base_pay(folder) == ["42000.00", "44000.00", "51048.00"]
    with Workspace.open(folder / "a.swfreturn") as workspace:
        names = {one.file for one in parse_recipe(workspace.recipe).sheets}
        assert names == {"Staff list.csv", "Payroll corrected.csv"}
        while workspace.journal().can_undo is not None:
            entry = workspace.undo()
            if entry is not None and entry.label.startswith("Payroll.csv replaced"):
                break
        assert [file for file, _ in workspace.raw_tables()] == ["Staff list.csv", "Payroll.csv"]


def test_it_is_added(folder: Path) -> None:
    (folder / "Payroll more.csv").write_text(
        payroll([["1006", "Fir", "01/09/2025", "32.50", "32.50", "33000.00"]]), encoding="utf-8"
    )
    result = convert(folder, "Payroll more.csv", "--add")
    assert result.exit_code in (0, 1), result.output
    assert files(folder) == ["Staff list.csv", "Payroll.csv", "Payroll more.csv"]


def test_both_at_once_is_refused(folder: Path) -> None:
    result = convert(folder, "Payroll.csv", "--add", "--replace")
    assert result.exit_code == 2


@pytest.mark.parametrize(("option", "pay"), [((), "1.00"), (("--theirs",), "42000.00")])
def test_what_was_entered_by_hand_stands_or_gives_way(folder: Path, option: tuple[str, ...], pay: str) -> None:
    with Workspace.open(folder / "a.swfreturn") as workspace:
        from converters.pipeline import build
        from converters.request import Request
        from converters.workspace import kept_request, kept_sources

        built = build(kept_sources(workspace), kept_request(workspace, Request(year=2026)))
        key = (
            next(one for one in built.returns[0].return_.staff if one.code("PersonRef") == "1001").of("contract")[0].key
        )
        workspace.edit(key, "contract.BasePay", "1.00", label="By hand")
    corrected(folder, "Payroll.csv")
    result = convert(folder, "Staff list.csv", "Payroll.csv", *option)
    assert result.exit_code in (0, 1), result.output
    said = " ".join(result.output.split())
    assert "Base pay of ASH, Ann (1001): you entered £1.00; the file said £41224.00 and now says £42000.00." in said
    assert base_pay(folder)[0] == pay


def test_check_shows_how_it_would_be_and_leaves_the_workspace(folder: Path) -> None:
    corrected(folder)
    asked = run(folder, "check", "a.swfreturn", "Payroll corrected.csv")
    assert asked.exit_code == 2
    result = run(folder, "check", "a.swfreturn", "Payroll corrected.csv", "--replace")
    assert result.exit_code in (0, 1), result.output
    assert "£41,224.00 to £42,000.00" in " ".join(result.output.split())
    assert files(folder) == ["Staff list.csv", "Payroll.csv"]

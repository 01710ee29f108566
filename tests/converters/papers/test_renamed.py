"""Every paper that the program writes is known as its own under any name, and none is read as a list of staff."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.papers.recognised import set_aside
from converters.sources.reader import read_source
from ui.cli.main import app

ASKED = ("--collection", "2013", "--lea", "999", "--estab", "2999")


def run(*arguments: str) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 1), result.output


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Papers of every command, by where they stand and their name."""
    folder = tmp_path_factory.mktemp("papers")
    sample = folder / "sample"
    run("sample", "--collection", "2013", "-o", str(sample))
    run("convert", str(sample), "--collection", "2013", "-o", str(folder / "out"), "--report", str(folder / "report"))
    (message,) = (folder / "out").glob("*.xml")
    run("pack", str(sample), *ASKED, "-o", str(folder / "pack"))
    (folder / "other").mkdir()
    run("head", str(message), "-o", str(folder / "other" / "head.html"))
    run("pay", *map(str, sample.iterdir()), "--collection", "2013", "-o", str(folder / "other" / "pay.xlsx"))
    found = [path for name in ("report", "pack", "other") for path in (folder / name).iterdir() if path.is_file()]
    return {f"{path.parent.name}/{path.name}": path for path in found}


def test_papers_are_known_under_another_name(papers: dict[str, Path], tmp_path: Path) -> None:
    assert len(papers) > 18
    read = []
    for name, path in papers.items():
        renamed = tmp_path / f"Staff list{path.suffix}"
        shutil.copy(path, renamed)
        sources, _ = set_aside(read_source(renamed))
        read += [name] if sources else []
    assert read == []

"""Census years live in tables: no text in Python names one, but where it says why; numbers are for `test_house`."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("converters", "resources", "swf_desktop", "ui", "validation")
YEAR = re.compile(r"\b20(?:1\d|2\d|3\d)\b")

REASONS = {
    "swf_desktop/files/untouched.py": "the date that every workbook of ours carries, so that its bytes do not change",
    "swf_desktop/workspace/schema.py": "the only year that the first saved form knew, for the upgrade",
    "swf_desktop/pay/points.py": "the day on which a point of local government pay ended",
    "swf_desktop/pay/base_pay.py": "what is told of posts that ended, where one is found",
    "converters/sample/lists.py": "titles of the sample's files",
    "converters/sample/payroll.py": "titles of the sample's files",
    "converters/sample/school.py": "names of the sample's files",
}


def named(path: Path) -> list[str]:
    """The years in texts of a file; comments and docstrings tell of years as they please."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A text that stands alone documents what is above it.
    docs |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        if is_text and YEAR.search(node.value):
            found.append(f"line {node.lineno}: {node.value[:60]!r}")
    return found


FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_python_file_names_a_year_without_a_reason(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() not in REASONS:
        assert named(path) == []


@pytest.mark.parametrize("name", sorted(REASONS))
def test_every_reason_is_needed(name: str) -> None:
    assert named(ROOT / name)

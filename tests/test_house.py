"""The house keeps its plan: no flat hall, no circle of imports, no file too long to read, no year in the code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.places import ROOT

FLOORS = ("swf_desktop", "validation", "converters", "ui", "resources")
MOST_MODULES = 18
MOST_LINES = 500
LONGER = "Longer than other modules, because"
"""How the reason begins, in the docstring of a module that has more lines."""

AS_IT_CAME = {
    "tests/understanding/understanding.py": "the score is the same script for everybody: it is kept as it came"
}
"""Files that are not ours to cut, and why."""

YEARS = {
    ("swf_desktop/workbook.py", 2013): "the time that stands in every workbook written, so that the bytes are the same",
    ("converters/sample/big.py", 2012): "the made school is of one census",
    ("converters/sample/big.py", 2013): "the made school is of one census",
    ("converters/sample/big.py", 2014): "the made school is of one census",
    ("converters/sample/forms.py", 2013): "the sample school is of one census",
    ("swf_desktop/pay/points.py", 2013): "the day on which a point ended, within a year of the pay tables",
    ("validation/rules/pay.py", 2013): "until then a point stood in place of base pay: logic, not a figure",
    ("validation/rules/absence.py", 2024): "the first year in which days lost of pregnancy are collected: logic",
    ("validation/rules/pay.py", 2015): "the first year of the range called Other: logic",
    ("validation/rules/roles.py", 2019): "the years whose lists of posts and roles are known: logic",
    ("validation/rules/roles.py", 2022): "the years whose lists of posts and roles are known: logic",
    ("validation/rules/staff.py", 2025): "the first year in which a post alone needs a teacher number: logic",
    ("ui/cli/selftest.py", 2013): "the self-test runs the sample school, on a day of its census",
}
"""Years that stand in code: in which file, which, and why they are no fact that belongs into a table."""


def modules(*roots: str) -> Iterator[Path]:
    for root in roots:
        yield from sorted((ROOT / root).rglob("*.py"))


def years_of(path: Path) -> Iterator[tuple[int, int]]:
    """Return each number that is a year of a census, with its line; strings and comments are not looked at."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.NUMBER and token.string.isdecimal() and 2010 <= int(token.string) <= 2039:
            yield int(token.string), token.start[0]


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Return the groups of modules that import one another in a circle, by Tarjan's way."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for start in sorted(graph.modules):
        if start in number:
            continue
        work: list[tuple[str, Iterator[str]]] = []

        def enter(module: str, work: list[tuple[str, Iterator[str]]] = work) -> None:
            number[module] = lowest[module] = len(number)
            stack.append(module)
            work.append((module, iter(sorted(graph.find_modules_directly_imported_by(module)))))

        enter(start)
        while work:
            module, imported = work[-1]
            following = next((one for one in imported), None)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[module])
                if lowest[module] == number[module]:
                    at = stack.index(module)
                    group, stack[at:] = stack[at:], []
                    if len(group) > 1:
                        found.append(sorted(group))
            elif following not in number:
                enter(following)
            elif following in stack:
                lowest[module] = min(lowest[module], number[following])
    return found


def test_no_folder_is_a_flat_hall() -> None:
    full = {}
    for folder in {path.parent for path in modules(*FLOORS)}:
        beside = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        if len(beside) > MOST_MODULES:
            full[str(folder.relative_to(ROOT))] = len(beside)
    assert full == {}, f"more than {MOST_MODULES} modules side by side: make rooms"


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circles(grimp.build_graph(*FLOORS)) == []


def test_a_circle_would_be_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "e"), ("e", "e2"), ("e2", "d")):
        for module in (importer, imported):
            graph.add_module(module)
        graph.add_import(importer=importer, imported=imported)
    assert sorted(circles(graph)) == [["b", "c"], ["d", "e", "e2"]]


@pytest.mark.parametrize("root", [*FLOORS, "tests", "docs", "packaging"])
def test_a_long_file_says_why_it_is_long(root: str) -> None:
    for path in modules(root):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MOST_LINES and path.relative_to(ROOT).as_posix() not in AS_IT_CAME:
            said = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
            assert LONGER in said, f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines: cut it, or say why not"


def test_years_stand_in_data_and_not_in_code() -> None:
    found = {}
    for path in modules(*FLOORS):
        for year, line in years_of(path):
            found.setdefault((path.relative_to(ROOT).as_posix(), year), []).append(line)
    assert {place: lines for place, lines in found.items() if place not in YEARS} == {}
    assert YEARS.keys() - found.keys() == set(), "these are gone: take them off the list"


def test_a_year_in_code_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text('# 2013\nA = "2014"\nB = 2015 if 2040 else 2_016\nC = 3 + 2013\n')
    assert list(years_of(path)) == [(2015, 3), (2013, 4)]


@pytest.mark.parametrize(
    "page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "resources/corpus/README.md", "tests/data/saved/README.md"]
)
def test_places_that_pages_name_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:ui|converters|validation|swf_desktop|resources|tests|docs)/[\w./-]*\w/?)`", text))
    assert len(named) >= (1 if page.startswith(("tests", "resources")) else 10)
    assert {place for place in named if not (ROOT / place).exists()} == set()

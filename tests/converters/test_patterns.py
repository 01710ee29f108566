"""Every compiled pattern that meets a cell takes time in proportion to the cell: run on cells made to be slow.

Each is run in the ways that its own module calls it. Where a module cuts or tidies a text first, the attack is cut and
tidied so too, and said here with the name of the limit.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import converters
import swf_desktop
from converters.matching.turned import calendars, two_values
from converters.matching.turned.lessons import LONGEST_CLASS
from converters.matching.turned.side_by_side import LONGEST_HEADING
from converters.rows.two_in_one import LONGEST_TYPE
from converters.sources import limits
from converters.values.names import LONGEST_NAME

LONGEST = 32_767  # characters in a cell of Excel
SHORT = LONGEST // 8
MOST_SECONDS = 0.5  # a linear pattern takes a few thousandths, a quadratic one seconds

Attack = str | bytes


def _one_blank(text: Attack) -> Attack:
    return re.sub(r"\s+", " ", text) if isinstance(text, str) else text


def _cut(most: int) -> Callable[[Attack], Attack]:
    return lambda text: text[:most]


AS_CALLED: dict[tuple[str, str], Callable[[Attack], Attack]] = {
    # points._clean makes one blank of many before anything else looks at a point.
    ("swf_desktop.pay.points", "_PAYMENT"): _one_blank,
    ("swf_desktop.pay.points", "_RANGE"): _one_blank,
    ("swf_desktop.pay.points", "_POINT"): _one_blank,
    ("swf_desktop.pay.points", "_HALF"): _one_blank,
    # split_full_name takes nothing longer for a name.
    ("converters.values.names", "_BRACKETS"): _cut(LONGEST_NAME),
    ("converters.rows.two_in_one", "_UNTIL"): _cut(LONGEST_TYPE),
    ("converters.matching.turned.side_by_side", "_NUMBER"): _cut(LONGEST_HEADING),
    # addressee_in makes one blank of many.
    ("converters.recipe.asking", "_ASK"): _one_blank,
    # read_class looks at nothing longer.
    ("converters.matching.turned.lessons", "_CLASS_FIRST"): _cut(LONGEST_CLASS),
    ("converters.matching.turned.lessons", "_SUBJECT_FIRST"): _cut(LONGEST_CLASS),
    ("converters.matching.turned.lessons", "_GLUED"): _cut(LONGEST_CLASS),
    ("converters.matching.turned.lessons", "_CLASS_BESIDE"): _cut(LONGEST_CLASS),
    ("converters.matching.turned.lessons", "_NO_LESSON"): _cut(LONGEST_CLASS),
    ("converters.matching.turned.calendars", "_HALF"): _cut(calendars.LONGEST_CELL),
    ("converters.matching.turned.two_values", "_HEADING_CUTS"): _cut(two_values.LONGEST),
    ("converters.matching.turned.two_values", "_NUMBER_FIRST"): _cut(two_values.LONGEST),
    ("converters.matching.turned.two_values", "_NUMBER_LAST"): _cut(two_values.LONGEST),
    # sources.table.cell_text makes one blank of many.
    ("converters.matching.turned.slots", "_PERIOD_ALONE"): _one_blank,
}

PIECES = (
    " ", "a", "A", "1", "(", "[", "<", '"', "'", "-", ",", ".", "/", "\n", "\t", "&", "{", "}", "\\", "_", "£", "%",
    "=", ":", "a ", "A ", "1 ", "1,", "1.", "(a", "a(", " (", ") ", "a-", "a/", "- ", " / ", "0.", "A1", ', "', "x=",
    "::", "--", "&#", "and ", "\xa0", "(1", "1:", "\x0b", "[]", "()", "<a ", "/*", "*/", "T1", "_x", "é",
)  # fmt: skip
STARTS = ("", "1", "A", "(", '"', "TLR")
ENDS = ("", "!", "1", ")")


def attacks(length: int) -> Iterator[str]:
    for piece in PIECES:
        body = (piece * length)[:length]
        for start in STARTS:
            for end in ENDS:
                yield start + body + end


def modules() -> list[str]:
    names = []
    for package in (converters, swf_desktop):
        names += [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return [name for name in names if not name.endswith("__main__")]


def patterns(name: str) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes], set[str]]]:
    """Yield the patterns of a module: their name there, the pattern, and the methods that the module calls of it."""
    module = importlib.import_module(name)
    if module.__file__ is None:
        return
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    calls: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            calls.setdefault(node.value.id, set()).add(node.attr)
    methods = {"search", "match", "fullmatch", "findall", "finditer", "sub", "split"}
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for label, value in vars(module).items():
        if label not in own:
            continue
        several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
        for one in several:
            if isinstance(one, re.Pattern):
                yield label, one, calls.get(label, set()) & methods or {"search", "fullmatch"}


def run(pattern: re.Pattern[str] | re.Pattern[bytes], method: str, text: Attack) -> float:
    began = time.perf_counter()
    called = getattr(pattern, method)
    if method == "sub":
        called(text[:0], text)
    elif method == "finditer":
        for _found in called(text):
            pass
    else:
        called(text)
    return time.perf_counter() - began


@pytest.mark.parametrize("name", modules())
def test_patterns_are_linear(name: str) -> None:
    slow = []
    for label, pattern, methods in patterns(name):
        as_called = AS_CALLED.get((name, label), lambda text: text)

        def made(text: str) -> Attack:
            return as_called(text if isinstance(pattern.pattern, str) else text.encode())  # noqa: B023 - used at once

        for short, long in zip(attacks(SHORT), attacks(LONGEST), strict=True):
            for method in methods:
                # A long one is tried only where a short one, an eighth as long, takes longer than any linear pattern,
                # and not where the short one is too slow itself: that would take minutes.
                taken = run(pattern, method, made(short))
                if taken > MOST_SECONDS / 100:
                    taken = taken if taken > MOST_SECONDS else run(pattern, method, made(long))
                    if taken > MOST_SECONDS:
                        slow.append(f"{label}.{method} {taken:.1f} s on {long[:4]!r}...{long[-3:]!r}")
            if slow:
                break
    assert slow == []


def test_a_quadratic_pattern_is_seen() -> None:
    quadratic = re.compile(r"\s*[(]")
    assert run(quadratic, "search", " " * SHORT) > MOST_SECONDS / 100
    assert run(quadratic, "search", " " * LONGEST) > MOST_SECONDS
    assert limits.MAX_CELL_TEXT > LONGEST

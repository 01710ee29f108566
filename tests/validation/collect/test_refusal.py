"""Files that COLLECT refused: what of the message to turn."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from swf_desktop.collection import Collection
from tests.validation.reports.report_samples import a_return
from validation.collect.refusal import (
    _EXPECTED,
    _ONE_OF,
    _PARENT,
    _UNEXPECTED,
    Attempt,
    attempts_text,
    load_refusal,
    switched,
)
from validation.finding import Severity
from validation.reports.page import Heading

ERROR, QUERY = Severity.ERROR, Severity.QUERY


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


REFUSALS = [
    (
        "The element 'Header' has invalid child element 'Content'. List of possible elements expected: ''.",
        [("header.content", True, False, True)],
    ),
    (
        "The element 'Source' has invalid child element 'SerialNo'. List of possible elements expected: 'Xversion'.",
        [("header.xversion", False, True, True)],
    ),
    (
        "The element 'Source' has invalid child element 'Foo'. "
        "List of possible elements expected: 'Xversion, SerialNo'.",
        [("header.xversion", False, True, False)],
    ),
    (
        "Element 'SchoolWorkforceModules': This element is not expected. Expected is ( SchoolWorkforceMembers ).",
        [("modules.block", True, False, True)],
    ),
    (
        "cvc-complex-type.2.4.a: Invalid content was found starting with element 'Estab'. "
        "One of '{PostLevelDetails, Roles}' is expected. The content of element 'ContractOrService'",
        [("estab.repeat", True, False, True)],
    ),
    ("The element 'School' has invalid child element 'Estab'. List of possible elements expected: 'ReferenceDate'.",
     [("school.referenceDate", False, True, True)]),
    ("The element 'Source' has invalid child element 'Estab'. List of possible elements expected: 'SoftwareCode'.", []),
    ("The element 'Qualification' has invalid child element 'Subjects'. List of possible elements expected: 'Estab'.",
     [("subjects.wrapper", "one-per-subject", "single", True)]),
    ("Something about CBDSLevel went wrong.", [("header.content", True, False, False)]),
    ("The file is not a return. Please contact the helpdesk.", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REFUSALS)
def test_what_a_refusal_points_to(
    collection: Collection, text: str, expected: list[tuple[str, object, object, bool]]
) -> None:
    found = load_refusal(text, collection)
    assert [(one.switch, one.now, one.then, one.likely) for one in found] == expected
    assert all(one.reason.endswith(".") for one in found)


def test_the_other_way_round(collection: Collection) -> None:
    turned = replace(
        collection,
        switches={**collection.switches, "modules.block": False, "estab.repeat": False, "subjects.wrapper": "single"},
    )
    text = (
        "The element 'Message' has invalid child element 'SchoolWorkforceMembers'. "
        "List of possible elements expected: 'SchoolWorkforceModules'.\n"
        "The element 'Absence' has incomplete content. List of possible elements expected: 'Estab'.\n"
        "The element 'Subjects' has invalid child element 'QualificationSubject'.\n"
    )
    found = load_refusal(text, turned)
    assert [(one.switch, one.then, one.likely) for one in found] == [
        ("modules.block", True, True),
        ("estab.repeat", True, True),
        ("subjects.wrapper", "one-per-subject", True),
    ]
    again = switched(turned, found)
    assert again.switches["modules.block"] is True
    assert again.switches["subjects.wrapper"] == "one-per-subject"
    assert turned.switches["modules.block"] is False


def test_the_record_of_what_was_tried(collection: Collection) -> None:
    first = {"header.content": True, "subjects.wrapper": "single"}
    attempts = [
        Attempt("001", "9992999_001.xml", first, "Refused:\nContent"),
        Attempt("002", "9992999_002.xml", {**first, "header.content": False}, "Loaded"),
    ]
    heading = Heading.of(collection, a_return(collection))
    assert attempts_text(attempts, heading).splitlines() == [
        "999/2999: School Workforce Census, 07/11/2013",
        f"Made with {heading.pack}",
        "",
        "1. 9992999_001.xml, serial number 001",
        "   header.content = on",
        "   subjects.wrapper = single",
        "   COLLECT said: Refused:",
        "   Content",
        "",
        "2. 9992999_002.xml, serial number 002",
        "   changed: header.content = off",
        "   COLLECT said: Loaded",
    ]


def _runs(parsed: Any) -> Iterator[int]:
    """Yield how often each part of a pattern may repeat at most."""
    for operation, argument in parsed:
        if str(operation).endswith("REPEAT"):
            yield argument[1]
        for part in argument if isinstance(argument, tuple | list) else ():
            if isinstance(part, list):
                for each in part:
                    yield from _runs(each) if hasattr(each, "data") else ()
            elif hasattr(part, "data"):
                yield from _runs(part)


@pytest.mark.parametrize("pattern", [*_UNEXPECTED, *_PARENT, _EXPECTED, _ONE_OF], ids=lambda one: one.pattern[:30])
def test_no_part_of_a_pattern_runs_on_without_end(pattern: re.Pattern[str]) -> None:
    """An unbounded run that can begin anywhere takes the square of the length of what somebody pasted."""
    parsed = importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)
    runs = list(_runs(parsed))
    assert runs
    assert max(runs) <= 9000


def test_the_search_for_runs_finds_one() -> None:
    parse = importlib.import_module("re._parser").parse
    assert max(_runs(parse("a(?:b|(c[d]+))?"))) > 9000


def test_a_word_longer_than_any_element_is_passed_over(collection: Collection) -> None:
    assert not load_refusal("A" * 3_000_000, collection)
    assert load_refusal(REFUSALS[0][0] + "\n" + "'" * 3_000_000, collection)

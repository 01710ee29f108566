"""Why COLLECT refused to load a message, and the switches that may mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from swf_desktop.collection import Collection
from validation.reports.page import Heading


@dataclass(frozen=True, slots=True)
class SwitchSuggestion:
    """A switch of the collection to turn. now, then: its values. likely: the message says so, it is no mere chance."""

    switch: str
    now: object
    then: object
    reason: str
    likely: bool


@dataclass(frozen=True, slots=True)
class _Switch:
    """An element that a switch writes or leaves out. parents: where it matters, empty for anywhere."""

    name: str
    elements: frozenset[str]
    what: str
    parents: frozenset[str] = frozenset()


_SWITCHES: Final = (
    _Switch(
        "header.content",
        frozenset({"Content", "CBDSLevels", "CBDSLevel"}),
        "the list of levels in the header (Content)",
    ),
    _Switch("header.xversion", frozenset({"Xversion"}), "the version of the checks in the header (Xversion)"),
    _Switch(
        "modules.block",
        frozenset(
            {
                "SchoolWorkforceModules",
                "ContractOrServiceIncluded",
                "AbsencesIncluded",
                "CurriculumsIncluded",
                "QualificationsIncluded",
            }
        ),
        "the block that says which modules are included (SchoolWorkforceModules)",
    ),
    _Switch(
        "school.referenceDate",
        frozenset({"ReferenceDate"}),
        "the reference date in the school's part",
        frozenset({"School"}),
    ),
    _Switch(
        "estab.repeat",
        frozenset({"Estab"}),
        "the establishment number in each contract, absence, curriculum record and qualification",
        frozenset({"ContractOrService", "Absence", "Curriculum", "Qualification"}),
    ),
    _Switch("staff.overseasTrained", frozenset({"OverseasTrndTchr"}), "whether somebody trained overseas"),
)


_NAME: Final = r"['\"‘’<{(]{0,4}(?:[\w.-]{1,40}:)?(?<![A-Za-z])([A-Z][A-Za-z]{1,60})(?![A-Za-z])['\"’>)}]{0,4}"
"""The name of an element in a message. Every run is bounded: what is pasted may be of any length and form."""


# The three forms of such messages (Microsoft's, libxml2's, Xerces'), and what each says of an element.
_PARENT: Final = (
    re.compile(rf"element {_NAME}[^.]{{0,40}}? has (?:invalid|incomplete)", re.IGNORECASE),
    re.compile(rf"content of element {_NAME}", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z])([A-Z][A-Za-z]{1,60})(?:\[\d{1,9}\])?/[A-Z][A-Za-z]{1,60}(?:\[\d{1,9}\])?(?=[^\w/\[]|$)"),
)


_UNEXPECTED: Final = (
    re.compile(rf"invalid child element {_NAME}", re.IGNORECASE),
    re.compile(rf"element {_NAME}\s{{0,9}}:\s{{0,9}}this element is not expected", re.IGNORECASE),
    re.compile(rf"starting with element {_NAME}", re.IGNORECASE),
    re.compile(rf"(?:unexpected|unknown|undeclared) element:? {_NAME}", re.IGNORECASE),
    re.compile(rf"{_NAME} (?:element )?(?:is not|was not) (?:expected|declared|allowed)", re.IGNORECASE),
    re.compile(rf"{_NAME} (?:element )?(?:is|was) unexpected", re.IGNORECASE),
)


_EXPECTED: Final = re.compile(
    r"(?:expected(?: is| are)?(?: one of)?\s{0,9}[:(]|(?:missing|required) (?:child )?elements?)(.{0,9000}?)"
    r"(?=(?:\. [A-Z])|\n|$)",
    re.IGNORECASE,
)


_ONE_OF: Final = re.compile(r"one of '?\{([^}\n]{0,9000})\}'? is expected", re.IGNORECASE)


_WORD: Final = re.compile(r"[A-Z][A-Za-z]+")


_LONGEST: Final = 100_000
"""Characters of a pasted message that are looked at; the loader's own have some hundreds."""


def load_refusal(text: str, collection: Collection) -> list[SwitchSuggestion]:
    """Return which switches of the collection a message of COLLECT's loader points to, the likely ones first.

    text: what COLLECT said, pasted whole. An empty list where it names nothing that a switch changes.
    """
    text = text[:_LONGEST]
    parents = {match[1] for pattern in _PARENT for match in pattern.finditer(text)}
    unexpected = {match[1] for pattern in _UNEXPECTED for match in pattern.finditer(text)}
    lists = [set(_WORD.findall(match[1])) for pattern in (_EXPECTED, _ONE_OF) for match in pattern.finditer(text)]
    # Where several elements could stand, the one that a switch leaves out need not be the one that is missing.
    required = {name for names in lists if len(names) == 1 for name in names} - unexpected
    expected = {name for names in lists for name in names} - unexpected
    named = set(_WORD.findall(text))
    said = _Said(unexpected, required, expected, named, parents)
    found = []
    for switch in _SWITCHES:
        if switch.name in collection.switches:
            one = _suggestion(switch, bool(collection.switches[switch.name]), said)
            if one is not None:
                found.append(one)
    subjects = _subjects(collection, said)
    if subjects is not None:
        found.append(subjects)
    return sorted(found, key=lambda suggestion: not suggestion.likely)


class _Said(NamedTuple):
    """The elements that a message names: as unexpected, the only one expected, expected, at all, and as parents."""

    unexpected: set[str]
    required: set[str]
    expected: set[str]
    named: set[str]
    parents: set[str]


def _suggestion(switch: _Switch, on: bool, said: _Said) -> SwitchSuggestion | None:
    elements = switch.elements
    # An element of this name stands elsewhere too: only a message about the right place counts, or for the
    # establishment number, which stands in so many places, one that names no place.
    if switch.parents and not said.parents & switch.parents and (said.parents or switch.name != "estab.repeat"):
        return None
    has = "has" if on else "leaves out"
    name = min(elements & (said.unexpected if on else said.required), default=None)
    if name is not None:
        says = "does not expect it" if on else "expects it"
        reason = f"The message names {name} and {says}; this file {has} {switch.what}."
        return SwitchSuggestion(switch.name, on, not on, reason, True)
    name = min(elements & said.named, default=None)
    if name is None or elements & (said.expected if on else said.unexpected):
        return None
    reason = f"The message names {name}, but not as what is wrong; this file {has} {switch.what}."
    return SwitchSuggestion(switch.name, on, not on, reason, False)


def _subjects(collection: Collection, said: _Said) -> SwitchSuggestion | None:
    """Return whether subjects of qualifications should stand in one wrapper or in one each."""
    name, now = "subjects.wrapper", collection.switches.get("subjects.wrapper")
    both = {"Subjects", "QualificationSubject"}
    if not both & said.named or now is None:
        return None
    single = now == "single"
    likely = ("QualificationSubject" if single else "Subjects") in said.unexpected
    if not likely and both & said.expected:
        return None
    told = "all subjects of one in one Subjects" if single else "each subject of one in a Subjects of its own"
    reason = f"The message is about the subjects of a qualification; this file has {told}."
    return SwitchSuggestion(name, now, "one-per-subject" if single else "single", reason, likely)


def what_of(switch: str) -> str:
    """Return what a switch writes or leaves out, in words; empty for one that turns something else."""
    return next((one.what for one in _SWITCHES if one.name == switch), "")


def switched(collection: Collection, suggestions: Iterable[SwitchSuggestion]) -> Collection:
    """Return the collection with these switches turned, for a rewrite of the file."""
    return replace(collection, switches={**collection.switches, **{one.switch: one.then for one in suggestions}})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file that was tried. serial: three digits. outcome: what COLLECT said, or that it was loaded."""

    serial: str
    file_name: str
    switches: Mapping[str, object]
    outcome: str


def attempts_text(attempts: Sequence[Attempt], heading: Heading) -> str:
    """Return a record of what was tried, to share with an LA. No person is in it unless COLLECT named one."""
    lines = [f"{heading.school}: {heading.census}", f"Made with {heading.pack}", ""]
    before: Mapping[str, object] = heading.collection.switches
    for number, attempt in enumerate(attempts, 1):
        lines.append(f"{number}. {attempt.file_name}, serial number {attempt.serial}")
        for name in sorted(attempt.switches):
            value = attempt.switches[name]
            if number == 1 or before.get(name) != value:
                lines.append(f"   {'' if number == 1 else 'changed: '}{name} = {_said(value)}")
        lines += [
            f"   COLLECT said: {line}" if index == 0 else f"   {line}"
            for index, line in enumerate(attempt.outcome.splitlines())
        ]
        lines.append("")
        before = attempt.switches
    return "\n".join(lines)


def _said(value: object) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)

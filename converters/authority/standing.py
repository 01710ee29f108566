"""How each return stands, what it waits for and from whom: the lines of the overview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from converters.authority.folder import Authority
from converters.authority.result import Asked, Found, SchoolResult
from converters.authority.school_list import ACADEMY, CENTRAL, School
from swf_desktop.words import counted
from validation.finding import Severity


class State(StrEnum):
    """How far a return has come, in the order of the way. The text is what people read."""

    WAITING = "waiting for files"
    STOPPED = "cannot be made"
    QUESTIONS = "questions"
    ERRORS = "errors"
    READY = "ready"
    SENT = "sent"
    AUTHORISED = "authorised"


@dataclass(frozen=True, slots=True)
class Line:
    """One school in the overview. waits_for, waits_from: in words, empty where nothing is waited for.

    remark: what else is to be known, such as that it changed since it was sent.
    """

    school: School
    state: State
    people: int = 0
    contracts: int = 0
    errors: int = 0
    queries: int = 0
    without_note: int = 0
    questions: int = 0
    when: datetime | None = None
    waits_for: str = ""
    waits_from: str = ""
    remark: str = ""
    result: SchoolResult | None = None

    @property
    def kind(self) -> str:
        """What the school is, in words."""
        return {ACADEMY: "academy", CENTRAL: "central staff"}.get(self.school.kind, "maintained")


def line_of(school: School, result: SchoolResult | None) -> Line:
    """Return how a school stands after its last run; None: there was none."""
    contact = school.contact or "the school"
    if result is None or (result.waiting and not result.file):
        return Line(school, State.WAITING, waits_for="its files", waits_from=contact, result=result, when=_when(result))
    queries = [one for one in result.findings if one.severity == Severity.QUERY]
    without = sum(not one.note for one in queries)
    state, waits_for, waits_from = _state(school, result, contact)
    if state is State.READY and without:
        waits_for += f"; {counted(without, 'query has', 'queries have')} no note yet"
    return Line(
        school,
        state,
        result.people,
        result.contracts,
        result.errors,
        len(queries),
        without,
        len(result.questions),
        _when(result),
        waits_for,
        waits_from,
        _remark(school, result),
        result,
    )


def _when(result: SchoolResult | None) -> datetime | None:
    return datetime.fromisoformat(result.when) if result is not None and result.when else None


def _state(school: School, result: SchoolResult, contact: str) -> tuple[State, str, str]:
    if result.problem:
        return State.STOPPED, f"{result.problem} {result.remedy}".strip(), contact
    if school.sent[0] and school.sent[0] == result.sha256:
        if school.authorised:
            return State.AUTHORISED, "", ""
        who = "the academy itself" if school.kind == ACADEMY else "whoever approves it in COLLECT"
        return State.SENT, "authorisation", who
    if result.waiting:
        return State.WAITING, "its own files (only rows of shared files are here)", contact
    if result.questions:
        return State.QUESTIONS, counted(len(result.questions), "answer"), _asked_of(result.questions, contact)
    if result.doubts:
        return State.ERRORS, result.doubts[0], contact
    if result.errors:
        return State.ERRORS, counted(result.errors, "correction"), contact
    return State.READY, "sending", "the academy itself" if school.kind == ACADEMY else "you"


def _asked_of(questions: Iterable[Asked], contact: str) -> str:
    asked = dict.fromkeys("payroll" if one.who == "payroll" else contact for one in questions)
    return " and ".join(asked)


def _remark(school: School, result: SchoolResult) -> str:
    remarks = list(result.doubts)
    if result.made_elsewhere:
        remarks.append("made by another system, only checked here")
    if school.sent[0] and school.sent[0] != result.sha256:
        remarks.append(f"changed since it was sent on {date.fromisoformat(school.sent[1]):%d/%m/%Y}")
    return "; ".join(remarks)


def overview(authority: Authority, results: Mapping[str, SchoolResult]) -> list[Line]:
    """Return the lines of all schools, in the order of the list."""
    return [line_of(school, results.get(school.key)) for school in authority.schools]


@dataclass(frozen=True, slots=True)
class OneRule:
    """One rule over all schools: at which schools, with every finding of it."""

    rule: str
    severity: str
    found: tuple[tuple[School, Found], ...]

    @property
    def schools(self) -> list[School]:
        """The schools that have it."""
        return list(dict.fromkeys(school for school, _ in self.found))

    @property
    def words(self) -> str:
        """What people call it: `4490 at 31 schools`."""
        return f"{self.rule} at {counted(len(self.schools), 'school')}"


def by_rule(authority: Authority, results: Mapping[str, SchoolResult]) -> list[OneRule]:
    """Return errors and queries of all schools by rule, those at most schools first."""
    groups: dict[tuple[str, str], list[tuple[School, Found]]] = {}
    for school in authority.schools:
        result = results.get(school.key)
        for one in result.findings if result is not None else ():
            if one.severity != Severity.QUESTION:
                groups.setdefault((one.rule, one.severity), []).append((school, one))
    rules = [OneRule(rule, severity, tuple(found)) for (rule, severity), found in groups.items()]
    return sorted(rules, key=lambda one: (-len(one.schools), -len(one.found), one.rule))


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """One question that one answer settles at all its schools. count: cells or contracts concerned at all of them."""

    asked: Asked
    schools: tuple[School, ...]
    count: int


def shared_questions(authority: Authority, results: Mapping[str, SchoolResult]) -> list[SharedQuestion]:
    """Return what is asked once for a layout or for the shared files, and then what one school alone can say."""
    groups: dict[tuple[str, ...], list[tuple[School, Asked]]] = {}
    for school in authority.schools:
        result = results.get(school.key)
        for one in result.questions if result is not None else ():
            own = "" if one.layout else school.key
            groups.setdefault((own, one.layout, one.kind, one.scope, one.key), []).append((school, one))
    shared = [
        SharedQuestion(found[0][1], tuple(school for school, _ in found), sum(one.count for _, one in found))
        for found in groups.values()
    ]
    return sorted(shared, key=lambda one: (not one.asked.layout, -len(one.schools)))

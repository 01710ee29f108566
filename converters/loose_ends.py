"""What is open, in doubt or repaired in what came of the files, as findings: one list of everything to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from converters.built import Built, OneReturn
from converters.joining.assembly import Conflict
from converters.marked import real_looking
from converters.recipe.asking import WHO
from converters.recipe.deciding import decided_by
from converters.recipe.question import Question
from converters.recipe.target import IGNORE, parse_targets
from converters.rows.parts import SheetProblem, SheetRepair
from converters.sources.message import LoadedMessage
from swf_desktop.address import Addresses
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Source
from validation.causes import is_blank
from validation.finding import Finding, Severity


def loose_ends(built: Built) -> list[Finding]:
    """Return what is open and what was repaired as findings, so that there is one list of everything to look at."""
    findings = [
        Finding(
            rule=question.kind,
            severity=Severity.QUESTION,
            message=question.text,
            action=_how_to_answer(question),
            source=question.source,
        )
        for question in built.questions
    ]
    if built.assembly is not None:
        findings += [_conflict(conflict, built.collection) for conflict in built.assembly.conflicts]
        findings += [_problem(problem) for problem in built.assembly.problems]
        findings += [_repair(repair) for repair in built.assembly.repairs]
    for one in built.returns:
        findings += _real_among_practice(one)
        if one.loaded is not None:
            findings += _repairs_of_message(one, one.loaded)
    return findings


def waiting_for_answers(questions: Sequence[Question], findings: Iterable[Finding]) -> int:
    """Return how many errors and queries wait for an answer: about a text that is asked, or an item a question gives.

    An item counts as given by a question about a column only where it is blank.
    """
    texts: dict[str, set[str]] = {}
    blank, any_ = set[str](), set[str]()
    for question in questions:
        if question.kind == "code":
            texts.setdefault(question.scope, set()).add(question.key)
        elif question.kind == "column":
            for target, _ in question.choices[:MOST_LIKELY]:
                if target != IGNORE:
                    blank.update(one.tag for one in parse_targets(target))
        else:
            any_.update(decided_by(question.key, pay=question.step == "pay"))
    return sum(
        finding.severity in (Severity.ERROR, Severity.QUERY) and _waits(finding, texts, blank, any_)
        for finding in findings
    )


MOST_LIKELY: Final = 2
"""So many of the choices of a column are what it may well be; the others are offered for the sake of it."""

_OF_TITLE: Final = frozenset({"Post", "RoleIdentifier"})


def _waits(finding: Finding, texts: Mapping[str, set[str]], blank: set[str], any_: set[str]) -> bool:
    tag = (finding.field or "").rpartition(".")[2]
    record = finding.record
    if record is not None:
        if record.raw(tag).strip() in texts.get(finding.field or "", ()):
            return True
        if tag in _OF_TITLE or finding.rule == "4700":
            contract = record.parent if record.kind == "role" else record
            if contract is not None and contract.raw("JobTitle").strip() in texts.get("contract.JobTitle", ()):
                return True
    return bool(tag) and (tag in any_ or (tag in blank and is_blank(finding)))


def _real_among_practice(one: OneReturn) -> list[Finding]:
    """Return a warning where a practice return holds people who are none of the made ones."""
    people = real_looking(one.return_)
    if not people:
        return []
    listed = "; ".join(people[:3]) + (f" and {len(people) - 3} more" if len(people) > 3 else "")
    count = "1 person has" if len(people) == 1 else f"{len(people)} people have"
    return [
        Finding(
            rule="practice",
            severity=Severity.QUESTION,
            message=f"{count} an NI number that no practice person has: {listed}. Is this data of real people?",
            action="A practice return can never be sent. For real people start a new return, without practice.",
        )
    ]


def _how_to_answer(question: Question) -> str:
    where = {"column": f"the columns of {question.scope}", "code": f"codes.{question.scope}"}.get(
        question.kind, "answers"
    )
    choices = ", ".join(f'"{answer}"' for answer, _ in question.choices[:6])
    line = f'"{question.key}" = {choices or "..."}'
    asked = f"It waits for {WHO[question.ask]}, on whose question sheet it is. " if question.ask else ""
    return f"{asked}Answer it in the recipe, under {where}: {line}" + (", or your own." if choices else ".")


def _conflict(conflict: Conflict, collection: Collection) -> Finding:
    record, tag = conflict.record, conflict.tag
    name = f"{record.kind}.{tag}"
    lost = record.lost(tag)
    said = "; ".join(
        f"{Source(o.sheet.file, o.sheet.name, o.row, None).place} says “{value.raw}”"
        for value, o in lost
        if o is not None
    )
    person = record.person()
    whose = "" if person is None else f" of {person_label(person)}"
    stands = f"“{record.raw(tag)}” is sent" if record.has(tag) else "neither is sent"
    return Finding(
        rule="conflict",
        severity=Severity.QUESTION,
        message=f"{collection.fields[name].label}{whose}: the files disagree. {stands}; {said}. All are kept.",
        action="Check which is right, and correct the file that is wrong.",
        person=None if person is None else person_label(person),
        field=name,
        value=record.raw(tag),
        source=record.source(tag),
        record=record,
    )


def _problem(problem: SheetProblem) -> Finding:
    return Finding(
        rule=problem.kind,
        severity=Severity.QUESTION,
        message=f"“{problem.found}” could not be read: {problem.text}",
        action="Correct the cell, or the field in the return. It is kept as it stands.",
        field=problem.field,
        value=problem.found,
        source=problem.source,
    )


def _repair(repair: SheetRepair) -> Finding:
    return Finding(
        rule=repair.kind,
        severity=Severity.REPAIR,
        message=f"“{repair.before}” was read as {f'“{repair.after}”' if repair.after else 'blank'}: {repair.reason}",
        action="Nothing to do if that is right. If not, correct the cell.",
        field=repair.field,
        value=repair.before,
        source=repair.source,
    )


def _repairs_of_message(one: OneReturn, loaded: LoadedMessage) -> list[Finding]:
    addresses = Addresses(one.return_, one.collection)
    findings = []
    for item in loaded.repairs:
        person = item.record.person()
        findings.append(
            Finding(
                rule="form",
                severity=Severity.REPAIR,
                message=f"“{item.before}” was read as “{item.after or 'nothing'}”: {item.reason}.",
                action="Nothing to do: it is written in the right form.",
                person=None if person is None else person_label(person),
                field=f"{item.record.kind}.{item.tag}" if item.tag else None,
                value=item.before,
                source=Source(one.return_.name, None, item.line, None),
                xpath=addresses.xpath(item.record, item.tag or None),
            )
        )
    return findings

"""What is open, in doubt or repaired in what came of the files, as findings: one list of everything to look at."""

from __future__ import annotations

from converters.built import Built, OneReturn
from converters.joining.assembly import Conflict
from converters.recipe.question import Question
from converters.rows.parts import SheetProblem, SheetRepair
from converters.sources.message import LoadedMessage
from swf_desktop.address import Addresses
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Source
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
        if one.loaded is not None:
            findings += _repairs_of_message(one, one.loaded)
    return findings


def _how_to_answer(question: Question) -> str:
    where = {"column": f"the columns of {question.scope}", "code": f"codes.{question.scope}"}.get(
        question.kind, "answers"
    )
    choices = ", ".join(f'"{answer}"' for answer, _ in question.choices[:6])
    line = f'"{question.key}" = {choices or "..."}'
    return f"Answer it in the recipe, under {where}: {line}" + (", or your own." if choices else ".")


def _conflict(conflict: Conflict, collection: Collection) -> Finding:
    record, tag = conflict.record, conflict.tag
    name = f"{record.kind}.{tag}"
    lost = (record.losers or {}).get(tag, [])
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

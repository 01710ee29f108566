"""How ready a return is, and what stands in its way."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from converters.recipe.asking import waiting
from swf_desktop.collection import KIND_LABELS
from swf_desktop.words import KINDS_LISTED, counted, kind_words, readiness
from ui.session.events import HIDDEN
from ui.session.session import Session

if TYPE_CHECKING:
    from converters.members.missing import Missing
    from validation.finding import Finding


NO_THIRD_PARTY: Final = "no third-party support"
"""What says that no third-party staff are counted; whether that still holds is looked at anew after every edit."""

GONE_MOST: Final = 12
"""Edits without a record that are told one by one; what is more is counted."""


class Obstacle:
    """One line of what stands in the way: how much, and the step in which it is fixed. severity: for its icon.

    key: of the record to go to, where there is one. tag: the field of it.
    """

    def __init__(self, text: str, step: str, severity: str, key: str = "", tag: str = "") -> None:
        self.text, self.step, self.severity, self.key, self.tag = text, step, severity, key, tag

    def go(self, session: Session) -> None:
        """Go to where it is fixed: the record, the first such finding, or the step."""
        if self.key:
            session.show(self.key, self.tag)
        elif self.step == "check":
            session.go_to_findings(self.severity)
        else:
            session.go_to(self.step)


def obstacles(session: Session) -> list[Obstacle]:
    """Return what stands between a return and COLLECT, the worst first."""

    def count(*severities: str) -> list[Finding]:
        return [one for one in session.findings if one.severity in severities]

    found = []
    errors, queries, questions = count("error", "schema"), count("query"), count("question")
    without = [one for one in queries if not session.notes.note(one)]
    if session.problem is not None:
        found.append(Obstacle(str(session.problem), "start" if session.problem.kind == "run" else "sources", "error"))
    if session.built is not None and session.built.estabs:
        found.append(Obstacle("The files are about several schools: choose one", "start", "error"))
    if errors:
        found.append(Obstacle(counted(len(errors), "error", "errors") + " to fix", "check", "error"))
    if without:
        words = (
            "1 query has no note: fix it, or say why it is right"
            if len(without) == 1
            else f"{len(without):,} queries have no note: fix them, or say why they are right"
        )
        found.append(Obstacle(words, "check", "query"))
    if questions:
        answered = session.questions
        step = answered[0].step if answered else "check"
        words = counted(len(questions), "question is", "questions are") + " open"
        waits = waiting(one.question for one in answered)
        found.append(Obstacle(f"{words}. {waits}" if waits else words, step, "question"))
    if session.built is not None:
        found += [
            Obstacle(f"{one.text} {one.action}", _step_of(one), "question")
            for one in session.built.missing
            if one.id != NO_THIRD_PARTY
        ]
        found += _third_party(session)
    return [*found, *_gone(session)]


def _step_of(missing: Missing) -> str:
    """Return the step in which something missing is looked for: files that give too little are asked for again."""
    from converters.members.missing import CANNOT_BE_RIGHT

    return "sources" if missing.id.startswith((CANNOT_BE_RIGHT, "extract date")) else "people"


def _third_party(session: Session) -> list[Obstacle]:
    """Return what is to be counted yet of third-party support staff: all, or the kinds that are still blank."""
    collection, return_ = session.collection, session.return_
    school = return_.school if return_ is not None else None
    if collection is None or school is None or session.built is None:
        return []
    counted_ = {one.code("AgencyTPsupportCategory") for one in school.of("headcount") if one.has("SupHeadCount")}
    if not counted_:
        return [
            Obstacle(f"{one.text} {one.action}", "headcounts", "question", school.key, "SupHeadCount")
            for one in session.built.missing
            if one.id == NO_THIRD_PARTY
        ]
    field = collection.fields["headcount.AgencyTPsupportCategory"]
    kinds = collection.code_sets[field.code_set].codes.values()
    blank = [kind_words(kind.code, kind.description) for kind in kinds if kind.code not in counted_]
    if not blank or len(kinds) > KINDS_LISTED:
        return []
    is_ = "are" if len(blank) > 1 else "is"
    words = f"{' and '.join(blank)} {is_} still blank. Count those in school on census day; 0 is an answer."
    return [Obstacle(words, "headcounts", "question", school.key, "SupHeadCount")]


def _gone(session: Session) -> list[Obstacle]:
    """Return a line for each edit and each record made by hand whose place is gone, with what is nearest to it."""
    built, collection = session.built, session.collection
    if built is None or collection is None:
        return []
    lines = []
    for edit in built.edits_gone:
        field = collection.fields.get(edit.field)
        what = field.label if field is not None else edit.field
        private = session.private and field is not None and session.shown.is_private(field.kind, field.tag, field.type)
        to = "blank" if not edit.text else HIDDEN if private else f"“{edit.text}”"
        why = f" ({edit.reason})" if edit.reason else ""
        near, words = _nearest(session, edit.record)
        lines.append(Obstacle(f"Your change of {what} to {to}{why} is not used: {words}", "people", "question", near))
    for one in built.added_gone:
        near, words = _nearest(session, one.parent)
        kind = KIND_LABELS.get(one.kind, one.kind).lower()
        lines.append(Obstacle(f"What you added by hand ({kind}) is not used: {words}", "people", "question", near))
    if len(lines) > GONE_MOST:
        rest = counted(len(lines) - GONE_MOST, "change", "changes")
        lines[GONE_MOST:] = [Obstacle(f"And {rest} more of that sort: see History", "people", "question")]
    return lines


def _nearest(session: Session, key: str) -> tuple[str, str]:
    """Return the key of what is still there of a record's place, "" for nothing, and in words what is gone."""
    parts = key.split("/")
    for length in range(len(parts) - 1, 0, -1):
        record = session.shown.record("/".join(parts[:length]))
        person = record.person() if record is not None else None
        if record is not None:
            whose = f" of {session.shown.name_of(person)}" if person is not None else ""
            what = parts[length].partition(":")[0]
            return (
                record.key,
                f"no file has this {KIND_LABELS.get(what, what).lower().removesuffix('s')}{whose} any more.",
            )
    number = parts[0].partition(":")[2]
    said = f" ({number})" if number and not session.private else ""
    return "", f"nobody of your files is this person any more{said}. If it was left out, “Who was left out” has them."


def errors_of(session: Session) -> int:
    """Return how many errors keep the return from being ready: they come first among the findings."""
    return sum(1 for one in takewhile(lambda one: one.severity in ("schema", "error"), session.findings))


def status(session: Session) -> tuple[str, str]:
    """Return how ready the return is: the name of its mark, and one plain sentence."""
    if session.return_ is None:
        return "later", "Nothing to write yet"
    if session.builder.building or session.checking.running:
        return "later", "Being checked …"
    queries = sum(one.severity == "query" for one in session.findings)
    return readiness(
        errors_of(session), queries, len(session.questions), session.decisions.waits, doubtful=session.doubtful
    )

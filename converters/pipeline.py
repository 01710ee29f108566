"""The whole way: a school's files in, a checked return out. Window and command line walk it through the same calls.

read_all(paths)           files to raw tables (and messages made before)
build(tables, request)    tables to records with their pay, one return for each establishment
check_return(one)         what is wrong with it
write_return(one, path)   the message, whole and valid or not at all
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from converters.built import Built, OneReturn, Progress, Refused, Sources, Written
from converters.collector import no_collector
from converters.joining.absences import leave_out_of_year
from converters.joining.assemble import assemble
from converters.joining.keys import assign_keys
from converters.joining.last_year import fill_from_last_year, read_last_year
from converters.joining.split import split
from converters.marked import look_at_messages, practice_of
from converters.matching.lookups import with_people
from converters.matching.planner import plan_tables
from converters.matching.set_aside import ask_of_set_aside
from converters.members.control_total import control_totals, differing
from converters.members.defaults import fill_defaults
from converters.members.leaving_out import leave_out_by_name, still_asked
from converters.members.missing import missing_people
from converters.members.settling import settle_people
from converters.message.file import CannotWrite, look_at_name, write_message
from converters.message.header import header
from converters.message.unplaced import unplaced_findings, unreported
from converters.message.writer import message_chunks
from converters.payroll.apply import apply_pay
from converters.payroll.keys import DAYS_KEY, WEEKS_OF
from converters.recipe.keys import AGENCY_STAFF
from converters.recipe.question import Question
from converters.recipe.recipe import RecipeError
from converters.request import CannotRun, Request
from converters.sources.message import LoadedMessage, read_message
from converters.sources.reader import is_message, read_source
from converters.which_school import level_of, whose_return
from swf_desktop import __version__
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Added, Edit
from swf_desktop.workspace.overlay import apply_added, apply_overlay, keep_hand_keys
from validation.engine import check
from validation.finding import Finding
from validation.schema import refused, schema_findings


def _quiet(_what: str, _share: float) -> None:
    pass


@no_collector()
def read_all(
    paths: Sequence[Path],
    *,
    password: str | None = None,
    last_year: Path | None = None,
    progress: Progress = _quiet,
) -> Sources:
    """Read every file. last_year: the message of last year's census. Raises SourceError for one that cannot be read."""
    sources = Sources()
    if last_year is not None:
        sources.last_year, sources.last_year_path = read_last_year(last_year), last_year
    for number, path in enumerate(paths):
        progress(f"Reading {path.name}", number / len(paths))
        if is_message(path):
            sources.messages.append((path, read_message(path)))
        else:
            sources.tables.extend(read_source(path, password=password))
    return sources


@no_collector()
def build(sources: Sources, request: Request, *, progress: Progress = _quiet) -> Built:
    """Make the return, or the return of each establishment, from what the files hold.

    Raises CannotRun where nobody says which school it is, SourceError where no sheet can be used.
    """
    if sources.messages and (sources.tables or sources.last_year is not None):
        raise CannotRun(
            "Spreadsheets and a return that was made before (.xml) were given together."
            if sources.tables
            else "Last year's return fills what spreadsheets lack, and a return that was made before (.xml) was given.",
            "Give the spreadsheets alone, or the .xml alone; last year's return, from which blanks are to be filled, "
            "goes after --last-year.",
        )
    if sources.messages:
        look_at_messages((message for _, message in sources.messages), request)
        return _loaded(sources.messages, request)
    practice = practice_of(sources, request)
    recipe = request.recipe
    year = request.year or recipe.collection or collection_years()[-1]
    if year not in collection_years():
        raise CannotRun(
            f"The recipe is for the collection of {year}, which this program does not hold.",
            f"It holds {', '.join(map(str, collection_years()))}: correct the line collection in the recipe.",
        )
    collection = request.collection(Collection.load(year))
    for name in recipe.codes:
        if name not in collection.fields:
            raise RecipeError(
                "recipe", f'It has codes for "{name}", which is no field.', 'Use a field such as "contract.Post".'
            )
    progress("Matching columns", 0.1)
    related, relations = with_people(sources.tables, collection, recipe.answered())
    planned = plan_tables(related, collection, recipe)
    answers = planned.recipe.answered()
    progress("Reading rows and joining people", 0.2)
    assembly = assemble(planned.plans, collection, answers)
    return_ = assembly.return_
    return_.practice = practice
    before = None
    if sources.last_year is not None:
        before = fill_from_last_year(return_, sources.last_year.return_, collection, answers)
    set_aside = ask_of_set_aside(planned, return_, collection)
    level = level_of(request, recipe)
    lea, estabs = whose_return(return_, sources.tables, request, recipe, level)
    if level == "S" and len(estabs) == 1 and return_.school is None:
        # Before the user's edits: head counts may be all that anybody says of the school.
        return_.message.add(Record("school", "school"))
    titles = planned.recipe.settled("contract.JobTitle")
    settled = settle_people(return_, collection, answers, titles, assembly)
    asked = still_asked(assembly.questions, settled.left_out, return_)
    questions = [*planned.questions, *set_aside, *asked, *settled.questions, *(before.questions if before else ())]
    assign_keys(return_)
    by_name = leave_out_by_name(return_, recipe.leave_out)
    by_hand, added_gone = apply_added(return_, request.added, collection)
    apply_overlay(return_, request.overlay, collection)
    progress("Working out base pay", 0.45)
    payroll = apply_pay(
        return_,
        collection,
        lea=lea,
        send=request.send or "base",
        basis=request.basis,
        answers=answers,
        edits=request.overlay,
    )
    other_years = leave_out_of_year(return_, collection, answers)
    questions += [
        question
        for question in payroll.questions
        if not (question.key.startswith(WEEKS_OF) and _may_be_in_a_column("WeeksPerYear", questions))
        and not (question.key == DAYS_KEY and _is_of_agency(question, questions))
    ]
    assign_keys(return_)
    keep_hand_keys(by_hand)
    # Again, because an edit of base pay stands above what was worked out, and payments have their keys only now.
    gone = apply_overlay(return_, request.overlay, collection)
    parts = split(return_, estabs, request.estab) if len(estabs) > 1 else {estabs[0] if estabs else None: return_}
    if request.estab is not None:
        parts = {request.estab: parts[request.estab]} if request.estab in parts else parts
    returns = []
    filled: list[str] = []
    for estab, part in parts.items():
        filled += fill_defaults(part, collection, level, estab)
        part.name = estab or lea
        returns.append(OneReturn(part, collection, lea, estab, level))
    missing = [
        item
        for one in returns
        if level == "S"
        for item in missing_people(
            one.return_,
            collection,
            assembly.as_at,
            last_year=before.staff if before is not None and len(returns) == 1 else None,
        )
    ]
    totals = control_totals(planned.plans, {place: len(people) for place, people in assembly.who.items()})
    missing += differing(totals)
    tables = [f"{table.place}: {note}" for table in sources.tables for note in table.notes]
    joined = [f"{note} ({source.place})" if source else note for note, source in assembly.notes]
    notes = [
        *tables,
        *relations,
        *planned.notes,
        *joined,
        *settled.notes,
        *by_name.notes,
        *other_years,
        *(before.notes if before else ()),
        *payroll.notes,
        *filled,
    ]
    return Built(
        collection=collection,
        returns=returns,
        plans=planned.plans,
        unused=planned.unused,
        recipe=planned.recipe.with_return(
            collection.year,
            request.lea or recipe.lea,
            request.estab or recipe.estab,
            "la" if level == "L" else "school",
        ),
        questions=questions,
        assembly=assembly,
        payroll=payroll,
        notes=notes,
        edits_gone=gone,
        added_gone=added_gone,
        missing=list(dict.fromkeys(missing)),
        last_year=before,
        left_out=[*settled.left_out, *by_name.left_out],
        totals=totals,
    )


def _may_be_in_a_column(tag: str, questions: Sequence[Question]) -> bool:
    """Whether a column that is asked about is likely to hold a field: then that is the question, and no second one."""
    likely = (question.choices[0][0] for question in questions if question.kind == "column" and question.choices)
    return any(target.rpartition(".")[2] == tag for target in likely)


def _is_of_agency(question: Question, questions: Sequence[Question]) -> bool:
    """Whether a question is about people of whom it is asked whether they are an agency's, who are paid by the day."""
    here = question.source
    return here is not None and any(
        other.source is not None
        and other.key.startswith(AGENCY_STAFF)
        and (other.source.file, other.source.sheet) == (here.file, here.sheet)
        for other in questions
    )


def _loaded(messages: Sequence[tuple[Path, LoadedMessage]], request: Request) -> Built:
    """Take returns that were made before as they are; the user's edits are laid over where there is just one."""
    returns = []
    notes = []
    gone: list[Edit] = []
    added_gone: list[Added] = []
    for path, message in messages:
        if len(messages) == 1:
            by_hand, added_gone = apply_added(message.return_, request.added, message.collection)
            keep_hand_keys(by_hand)
            gone = apply_overlay(message.return_, request.overlay, message.collection)
        head = message.return_.message
        collection = request.collection(message.collection)
        one = OneReturn(
            message.return_,
            collection,
            head.code("LEA") or "",
            head.code("Estab"),
            head.code("SourceLevel") or "S",
            message,
            # A workspace keeps what it was and not the file.
            path if path.is_file() else None,
        )
        returns.append(one)
        if request.switches:
            notes += one.rewrite(collection)
        notes += [f"{path.name}: {note}" for note in message.notes]
        notes += [f"{path.name}, line {item.line}: {item.path}: {item.reason}" for item in message.unknown]
    return Built(returns[0].collection, returns, notes=notes, edits_gone=gone, added_gone=added_gone)


@no_collector()
def write_return(one: OneReturn, path: Path, *, serial: str, now: datetime, force: bool = False) -> Written:
    """Write one return, valid or not at all; `force` writes one that the schema refuses.

    Raises Refused, and CannotWrite where the disk does not take it; what stood at `path` is then still there.
    """
    if path.is_dir():
        raise CannotWrite(path, "This is a folder.", "Give the name of a file.")
    if not path.parent.is_dir():
        raise CannotWrite(path, "There is no such folder.", "Make the folder first, or choose another.")
    look_at_name(one.return_, path)
    if not one.as_is:
        fill_header(one, serial, now)
    notes: list[str] = []
    # Checked under another name first, so that a file of the right name is always one that may be sent.
    candidate = path.with_name(f".{path.name}.unchecked")
    write_message(one.return_, one.collection, candidate, serial=serial, now=now, as_is=one.as_is, notes=notes)
    try:
        findings = schema_findings(candidate, one.collection, one.return_)
        if refused(findings) and not force:
            raise Refused(path, findings)
        digest = hashlib.sha256(candidate.read_bytes()).hexdigest()
        try:
            candidate.replace(path)
        except OSError as error:
            raise CannotWrite(
                path,
                f"The file could not be replaced ({error.strerror or error}).",
                "Close it in other programs and try again, or choose another folder.",
            ) from error
    finally:
        candidate.unlink(missing_ok=True)
    return Written(path, serial, digest, findings, notes)


def fill_header(one: OneReturn, serial: str, now: datetime) -> None:
    """Fill the header of a return that is not written as it was loaded."""
    header(
        one.return_,
        one.collection,
        lea=one.lea,
        estab=one.estab,
        level=one.level,
        serial=serial,
        now=now,
        release=__version__,
    )


@no_collector()
def rule_findings(one: OneReturn) -> list[Finding]:
    """Check one return against the rules of its year."""
    return check(one.return_, one.collection, level=one.level)


def not_written(one: OneReturn) -> list[Finding]:
    """Return what a return that was made before holds and writing it again leaves out, for it has no place there."""
    return unplaced_findings(one.loaded) if one.loaded is not None else []


@no_collector()
def check_return(one: OneReturn, *, now: datetime) -> list[Finding]:
    """Check one return against the schema and the rules, without writing it."""
    if one.path is not None:
        schema = schema_findings(one.path, one.collection, one.return_)
        if one.loaded is not None:
            schema += unreported(one.loaded, schema)
    else:
        if not one.as_is:
            fill_header(one, "001", now)
        text = "".join(message_chunks(one.return_, one.collection))
        schema = schema_findings(text.encode("utf-8"), one.collection, one.return_)
    return schema + rule_findings(one)

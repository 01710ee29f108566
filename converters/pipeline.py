"""The whole way: a school's files in, a checked return out. Window and command line walk it through the same calls.

read_all(paths)           files to raw tables (and messages made before)
build(tables, request)    tables to records with their pay, one return for each establishment (in `stages`)
check_return(one)         what is wrong with it
write_return(one, path)   the message, whole and valid or not at all
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from converters.built import Built, OneReturn, Progress, Refused, Sources, Written
from converters.collector import no_collector
from converters.joining.last_year import read_last_year
from converters.joining.rekeying import loaded_with_present_keys
from converters.marked import look_at_messages
from converters.members.missing import cannot_be_right
from converters.message.file import CannotWrite, look_at_name, write_message
from converters.message.header import header
from converters.message.unplaced import unplaced_findings, unreported
from converters.message.writer import message_chunks
from converters.papers.in_words import answers, columns_and_codes
from converters.papers.recognised import with_papers
from converters.request import CannotRun, Request
from converters.sources.message import LoadedMessage, read_message
from converters.sources.reader import is_message, read_source
from converters.stages import Stages
from swf_desktop import __version__
from swf_desktop.collection import Collection, collection_years
from swf_desktop.files.untouched import look_at_target
from swf_desktop.files.writing import move_into
from swf_desktop.workspace.journal import Added, Edit
from swf_desktop.workspace.overlay import apply_added, apply_overlay
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
    sources, request, said = with_papers(sources, request)
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
        built = _loaded(sources.messages, request)
    else:
        collection = Collection.load(request.chosen_year) if request.chosen_year in collection_years() else None
        if collection is not None:
            request = replace(request, recipe=columns_and_codes(request.recipe, collection))
        built = Stages(sources, request, progress).all()
        recipe = answers(request.recipe, built.questions)
        if recipe != request.recipe:
            # Only what is asked says what its words stand for. The recipe keeps that, so that it is so once.
            built = Stages(sources, replace(request, recipe=recipe), progress).all()
    built.notes[:0] = said
    return built


def _loaded(messages: Sequence[tuple[Path, LoadedMessage]], request: Request) -> Built:
    """Take returns that were made before as they are; the user's edits are laid over where there is just one."""
    returns = []
    notes = []
    gone: list[Edit] = []
    added_gone: list[Added] = []
    rekeyed: dict[str, str] = {}
    for path, message in messages:
        present, keys = loaded_with_present_keys(request, message.return_)
        if len(messages) == 1:
            request, rekeyed = present, keys
            added_gone = apply_added(message.return_, request.added, message.collection)
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
    missing = [item for one in returns for item in cannot_be_right(one.return_, one.collection)]
    return Built(
        returns[0].collection,
        returns,
        notes=notes,
        edits_gone=gone,
        added_gone=added_gone,
        rekeyed=rekeyed,
        missing=list(dict.fromkeys(missing)),
    )


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
    if not one.collection.written:
        raise CannotWrite(path, *cannot_be_written(one.collection))
    look_at_target(path)
    if not one.as_is:
        fill_header(one, serial, now)
    notes: list[str] = []
    # Checked under another name first, so that a file of the right name is always one that may be sent.
    candidate = path.with_name(f".{path.name}.unchecked")
    write_message(
        one.return_, one.collection, candidate, serial=serial, now=now, as_is=one.as_is, notes=notes, own=True
    )
    try:
        findings = schema_findings(candidate, one.collection, one.return_)
        if refused(findings) and not force:
            raise Refused(path, findings)
        digest = hashlib.sha256(candidate.read_bytes()).hexdigest()
        try:
            move_into(candidate, path)
        except OSError as error:
            raise CannotWrite(
                path,
                f"The file could not be replaced ({error.strerror or error}).",
                "Close it in other programs and try again, or choose another folder.",
            ) from error
    finally:
        candidate.unlink(missing_ok=True)
    return Written(path, serial, digest, findings, notes)


def cannot_be_written(collection: Collection) -> tuple[str, str]:
    """Return, for a year that is held for reading only, what to say of it and what to do."""
    written = [year for year in collection_years() if Collection.load(year).written]
    return (
        f"A return of {collection.year} can be read, compared and carried forward to a later year, but not written: "
        "too little of that year is known.",
        f"Years that can be written: {', '.join(map(str, written))}. Choose one (--collection, or the first step).",
    )


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

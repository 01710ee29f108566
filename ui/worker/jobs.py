"""The jobs of the worker process: read files, build the return, show rows, write the message and the reports."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from converters.built import Built, OneReturn, Sources
from converters.collector import no_collector
from converters.loose_ends import loose_ends
from converters.message.writer import message_chunks
from converters.payroll.award import NOT_PAID
from converters.payroll.contract_pay import ContractPay
from converters.pipeline import build, fill_header, rule_findings, write_return
from converters.recipe.keys import award_key
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text, write_recipe_file
from converters.request import Request
from converters.sources.message import read_message
from converters.sources.reader import is_message, read_source
from converters.sources.stored import table_bytes
from converters.sources.table import SourceError, Table, cell_text
from converters.workspace import MESSAGE_START
from swf_desktop.facts import is_open
from swf_desktop.files.untouched import replacing
from swf_desktop.files.untouched import spare as spare_files
from swf_desktop.files.writing import write_bytes
from swf_desktop.practice import mark
from swf_desktop.record import Record, Value
from swf_desktop.workspace.workspace import unpacked
from ui.worker.bundles import Packer
from ui.worker.matching import repair_groups, sheet_views
from ui.worker.process import PROGRESS, Report, State, failure_of
from ui.worker.told import told_views
from ui.worker.views import Asked, BuiltView, CodeUse, EstabView, FileView
from validation.finding import Finding
from validation.reports.notes import NoteKey, QueryNote
from validation.schema import schema_findings

BUNDLE: Final = 40
"""So many people in one message to the window: unpacking it takes a few milliseconds."""


def request_of(asked: Asked) -> Request:
    """Return what is asked for as the pipeline takes it. Raises RecipeError."""
    recipe = parse_recipe(asked.recipe, "the decisions of this return") if asked.recipe else Recipe()
    return replace(asked.request, recipe=recipe)


def take(state: State, _report: Report, digest: str, size: int, packed: bytes) -> None:
    """Keep a raw table for later jobs."""
    state.packed[digest] = size, packed


def spare(_state: State, _report: Report, paths: list[str]) -> None:
    """Never write over these files: the open return was read from them."""
    spare_files(map(Path, paths))


def read(
    state: State, report: Report, files: Sequence[tuple[str, str | None, str | None]], password: str | None
) -> int:
    """Read files, each as (path, encoding, delimiter); return the number of tables.

    Sends `table` (FileView, digest, size, compressed bytes) for each table, and `unread` (path, Failure) for each file
    that cannot be read.
    """
    count = 0
    for number, (name, encoding, delimiter) in enumerate(files):
        path = Path(name)
        report(PROGRESS, (f"Reading {path.name}", number / len(files)))
        try:
            if path.is_file() and is_message(path):
                _send_message(state, report, path)
                count += 1
                continue
            for table in read_source(path, password=password, encoding=encoding, delimiter=delimiter):
                _send_table(state, report, table, path)
                count += 1
        except (SourceError, OSError) as error:
            report("unread", (name, failure_of(error)))
    return count


def _send_table(state: State, report: Report, table: Table, path: Path) -> None:
    digest = _send_raw(state, report, view_of(table, str(path)), table_bytes(table))
    state.tables[digest] = table


def view_of(table: Table, path: str) -> FileView:
    """Return what the window knows of a table. path: where its file stood."""
    return FileView(
        table.file,
        table.sheet,
        path,
        table.height,
        table.width,
        table.encoding,
        table.delimiter,
        table.hidden,
        tuple(table.notes),
    )


def _send_message(state: State, report: Report, path: Path) -> None:
    message = read_message(path)
    view = FileView(path.name, None, str(path), 0, 0, None, None, False, tuple(message.notes), message=True)
    _send_raw(state, report, view, MESSAGE_START + path.read_bytes())


def _send_raw(state: State, report: Report, view: FileView, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    packed = zlib.compress(data, 1)
    state.packed[digest] = len(data), packed
    report("table", (view, digest, len(data), packed))
    return digest


def describe(
    state: State, _report: Report, file: str, sheet: str | None, size: int, packed: bytes
) -> tuple[FileView, str]:
    """Return what there is to say of a raw table that the command line kept, and its digest; it is kept for later jobs.

    Where its file stood is not known. Raises ValueError for bytes that are no table.
    """
    data = unpacked(size, packed)
    digest = hashlib.sha256(data).hexdigest()
    state.packed[digest] = size, packed
    if data.startswith(MESSAGE_START):
        return FileView(file, sheet, "", 0, 0, None, None, False, (), message=True), digest
    return view_of(state.table(digest), ""), digest


def rows(
    state: State,
    _report: Report,
    digest: str,
    start: int,
    count: int,
    of_file: bool = False,
) -> list[list[str]]:
    """Return rows of a raw table as people see them; `start` counts from 0.

    of_file: they are those of the file, of which a part of a sheet has only some: the others are empty here.
    """
    table = state.table(digest)
    if of_file and table.numbers is not None:
        there = {number: row for row, number in enumerate(table.numbers)}
        wanted = [there.get(number) for number in range(start + 1, start + count + 1)]
        return [[] if row is None else [cell_text(column[row]) for column in table.columns] for row in wanted]
    stop = min(start + count, table.height)
    return [[cell_text(column[row]) for column in table.columns] for row in range(start, stop)]


# Building


def build_return(state: State, report: Report, asked: Asked, now: datetime) -> BuiltView:
    """Build the return, and return what there is to say of it.

    Sends `head` (the message record without the people, the return's name) and then `people` (packed by a
    `Packer`: a list of staff record, its ContractPay and its conflicts as (record, tag)).
    """
    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    view = BuiltView(
        one.collection.year,
        one.lea,
        one.estab,
        one.level,
        recipe_text(built.recipe),
        built.payroll.send if built.payroll is not None else "base",
        built.payroll.basis if built.payroll is not None else one.collection.base_pay_basis,
        notes=built.notes,
        edits_gone=list(built.edits_gone),
        added_gone=list(built.added_gone),
        rekeyed=dict(built.rekeyed),
        questions=list(built.questions),
        missing=list(built.missing),
        loaded=one.loaded is not None,
        practice=one.return_.practice,
        last_award=built.recipe.answered().get(award_key(one.collection.year)) == NOT_PAID,
    )
    answers = built.recipe.answered()
    if built.assembly is not None:
        digests = {id(state.tables[digest]): digest for digest in asked.tables if digest in state.tables}
        view.sheets = sheet_views([state.table(digest) for digest in asked.tables], digests, built)
        tables = [plan.table for plan in built.plans]
        view.repairs = repair_groups(built.assembly.repairs, tables, answers, one.collection)
    if len(built.returns) > 1:
        view.estabs = tuple(EstabView(part.estab or "", len(part.return_.staff)) for part in built.returns)
        return view
    _send_head(report, one, view)
    _send_people(report, built, one)
    view.people = len(one.return_.staff)
    view.codes = _code_uses(one)
    view.told = told_views(built, one.collection)
    return view


def built_as_asked(state: State, report: Report, asked: Asked, now: datetime) -> Built:
    """Return the last build where it was made from the same, else build anew."""
    if state.built is not None and state.token == asked:
        return state.built
    state.built = state.token = None
    with no_collector():
        built = build(
            sources_of(state, asked), request_of(asked), progress=lambda what, share: report(PROGRESS, (what, share))
        )
    for one in built.returns:
        if not one.as_is:
            fill_header(one, "001", now)
    state.built, state.token = built, asked
    return built


def sources_of(state: State, asked: Asked) -> Sources:
    """Return what is to be built from."""
    sources = Sources()
    for digest in asked.tables:
        _, packed = state.packed[digest]
        start = zlib.decompressobj().decompress(packed, len(MESSAGE_START))
        if start != MESSAGE_START:
            sources.tables.append(state.table(digest))
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "return.xml"
            write_bytes(path, zlib.decompress(packed)[len(MESSAGE_START) :], copy=True)
            sources.messages.append((path, read_message(path)))
    if sources.tables and len(sources.messages) == 1:
        # Beside tables it is last year's return, as the command keeps it; a return made before stands alone.
        ((_, sources.last_year),) = sources.messages
        sources.messages = []
    return sources


def _send_head(report: Report, one: OneReturn, view: BuiltView) -> None:
    report(PROGRESS, ("Checking the structure", 0.75))
    text = "".join(message_chunks(one.return_, one.collection))
    found = schema_findings(text.encode("utf-8"), one.collection, one.return_)
    # The records stay here; the window finds its own by their keys.
    view.schema = [(replace(finding, record=None), finding.record.key if finding.record else "") for finding in found]
    message = one.return_.message
    children = message.children
    kept = {kind: records for kind, records in (children or {}).items() if kind != "staff"}
    message.children = kept or None
    try:
        report("head", (message, one.return_.name))
    finally:
        message.children = children


def _send_people(report: Report, built: Built, one: OneReturn) -> None:
    pays: dict[int, list[ContractPay]] = {}
    for pay in built.payroll.contracts if built.payroll is not None else ():
        pays.setdefault(id(pay.record.person()), []).append(pay)
    conflicts: dict[int, list[tuple[Record, str]]] = {}
    for conflict in built.assembly.conflicts if built.assembly is not None else ():
        conflicts.setdefault(id(conflict.record.person()), []).append((conflict.record, conflict.tag))
    staff = one.return_.staff
    packer = Packer()
    for start in range(0, len(staff), BUNDLE):
        people = staff[start : start + BUNDLE]
        parents = [person.parent for person in people]
        for person in people:
            person.parent = None
        try:
            bundle = [(person, pays.get(id(person), []), conflicts.get(id(person), [])) for person in people]
            data = packer.pack(bundle)
        finally:
            for person, parent in zip(people, parents, strict=True):
                person.parent = parent
        report("people", data)
        if start % (BUNDLE * 10) == 0:
            report(PROGRESS, ("Showing people", 0.8 + 0.2 * start / len(staff)))


def _code_uses(one: OneReturn) -> list[CodeUse]:
    """Count every text that stands in a field with a code set."""
    coded = {
        kind.name: frozenset(field.tag for field in kind.fields.values() if field.type == "code")
        for kind in one.collection.kinds.values()
    }
    counts: Counter[tuple[str, str, Value]] = Counter()
    for record in one.return_.message.walk():
        if record.origin is not None:
            counts.update(
                [(record.kind, tag, record.values[tag]) for tag in record.values if tag in coded[record.kind]]
            )
    uses: Counter[tuple[str, str, str]] = Counter()
    for (kind, tag, value), count in counts.items():
        if isinstance(value.sent, str):
            uses[f"{kind}.{tag}", value.raw, value.sent if value.parsed else ""] += count
    return [CodeUse(name, text, count, code) for (name, text, code), count in uses.items()]


# Writing


@contextmanager
def _for_practice(one: OneReturn, on: bool) -> Iterator[None]:
    """Have a return written as practice, marked in its header and its file's name; it stays a real one."""
    if not on or one.return_.practice:
        yield
        return
    message = one.return_.message
    before = dict(message.values)
    one.return_.practice = True
    mark(message)
    try:
        yield
    finally:
        one.return_.practice = False
        message.values.clear()
        message.values.update(before)


def write(
    state: State, report: Report, asked: Asked, path: str, serial: str, now: datetime, force: bool, practice: bool
) -> dict[str, Any]:
    """Write the message, from the same way as the command's. Returns `path`, `sha256`, `notes` and totals.

    practice: the file is a copy to look at, with the practice mark. Raises Refused and CannotWrite.
    """
    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    report(PROGRESS, (f"Writing {Path(path).name}", 0.8))
    with replacing(force), _for_practice(one, practice):
        written = write_return(one, Path(path), serial=serial, now=now, force=force)
    contracts = [contract for person in one.return_.staff for contract in person.of("contract")]
    return {
        "path": str(written.path),
        "serial": written.serial,
        "sha256": written.sha256,
        "notes": written.notes,
        "people": len(one.return_.staff),
        "contracts": len(contracts),
        "open": sum(1 for contract in contracts if is_open(contract, one.collection)),
        "structure": len(written.findings),
    }


def write_reports(
    state: State,
    report: Report,
    asked: Asked,
    folder: str,
    now: datetime,
    notes: dict[NoteKey, QueryNote],
    school: str = "",
) -> list[str]:
    """Write all reports into a folder, the sheet of query notes with these; returns their paths. Raises OSError.

    school: its name, which no return holds; empty where nobody gave it.
    """
    from converters.papers.report_folder import write_reports as write_files

    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    report(PROGRESS, ("Writing reports", 0.7))
    findings = [*_schema(one), *rule_findings(one), *loose_ends(built)]
    paths = write_files(built, one, findings, Path(folder), now, notes, name=school)
    if built.assembly is not None:
        paths.append(write_recipe_file(Path(folder) / "recipe.toml", built.recipe, built.questions))
    return [str(path) for path in paths]


def _schema(one: OneReturn) -> Iterable[Finding]:
    text = "".join(message_chunks(one.return_, one.collection))
    return schema_findings(text.encode("utf-8"), one.collection, one.return_)


def write_sample(_state: State, report: Report, folder: str, year: int) -> list[str]:
    """Write the sample school's files for a census year into a folder and return their paths."""
    from converters.sample.later import write_sample_of

    report(PROGRESS, ("Writing the sample school's files", 0.2))
    return [str(path) for path in write_sample_of(Path(folder), year)]


def write_recipe(_state: State, _report: Report, text: str, questions: list[Any], path: str) -> str:
    """Write a recipe with its open questions to a file; returns the path. Raises OSError."""
    # The dialog asked about a file that is there.
    with replacing():
        return str(write_recipe_file(Path(path), parse_recipe(text), questions))

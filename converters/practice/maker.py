"""The fault maker: a made school with chosen faults, as a return and as a workbook, with the answer sheet.

Everything is made, read back and checked before anything is handed out: what the check finds is what was planted, and
nothing else, or nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from converters.loose_ends import loose_ends
from converters.members.defaults import fill_estab
from converters.message.file import write_message
from converters.message.header import header, message_file_name
from converters.pipeline import build, check_return, read_all
from converters.practice.answer_sheet import Answer, AnswerSheet, write_answer_sheet
from converters.practice.faults import Planter, marks, standing
from converters.practice.file_faults import FileFault, kinds, plant_in_files
from converters.practice.made_school import FEWEST, MOST, PRACTICE_LEA, made_return, phases, school_label
from converters.practice.order import Order, read_order
from converters.practice.people import Identities
from converters.practice.staff_workbook import StaffWorkbook
from converters.request import CannotRun, Request
from swf_desktop import __version__
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_bytes
from swf_desktop.practice import mark, practice_name
from swf_desktop.record import Record, Return
from validation.cases import find
from validation.engine import check
from validation.finding import Finding, Severity

SERIAL = "001"
WORKBOOK_NAME = practice_name("staff data.xlsx")
ANSWERS_NAME = practice_name("answer sheet.html")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. level: `S` or `L`. lea, estab: the trainee's own numbers, else the practice authority's."""

    year: int
    staff: int = FEWEST
    phase: str = "primary"
    faults: str = ""
    seed: int = 1
    level: str = "S"
    lea: str = PRACTICE_LEA
    estab: str | None = None


class Mend(NamedTuple):
    """What to put where. fault: the rule's number, `pay:7` or `file:date`. place: see `place_of`."""

    fault: str
    place: tuple[int, ...]
    field: str
    text: str


def place_of(record: Record, return_: Return) -> tuple[int, ...]:
    """Return where a record stands, the same in the return and in what the workbook becomes.

    The number of the person counted from 0 (-1 for the school's or the authority's part), and of each record below it
    among those of its kind.
    """
    steps: list[int] = []
    while record.parent is not None and record.parent is not return_.message:
        steps.append(record.parent.of(record.kind).index(record))
        record = record.parent
    if record.kind == "staff":
        return (return_.staff.index(record), *reversed(steps))
    return (-1, *reversed(steps))


def _mends(planter: Planter, in_files: list[FileFault]) -> Iterator[Mend]:
    return_ = planter.return_
    for fault in planter.faults:
        name = f"pay:{fault.case.pay}" if fault.case.pay else fault.case.rule
        for (key, tag), text in fault.before.items():
            record = find(return_, key)
            if record is not return_.message:
                yield Mend(name, place_of(record, return_), f"{record.kind}.{tag}", text)
    for damaged in in_files:
        record, tag = damaged.record, damaged.kind.field.partition(".")[2]
        yield Mend(f"file:{damaged.kind.name}", place_of(record, return_), damaged.kind.field, record.code(tag) or "")


@dataclass(frozen=True, slots=True)
class Made:
    """What was made. paths: the return, the workbook and the answer sheet. left_out: faults not planted, and why.

    mends: what to put where for each planted fault to be gone.
    """

    paths: tuple[Path, ...]
    answers: AnswerSheet
    mends: tuple[Mend, ...]
    left_out: tuple[tuple[str, str], ...]


def make_practice(wanted: Wanted, folder: Path) -> Made:
    """Write the practice files into `folder` (made if missing): the same files for the same wish.

    Raises CannotRun for a wish that cannot be met, and OSError.
    """
    _look_at(wanted)
    collection = Collection.load(wanted.year)
    chooser = Identities(wanted.seed)
    order = read_order(wanted.faults, wanted.year, wanted.level, chooser, tuple(kinds()))
    places, hidden = standing([way for _, way in order.ways], collection, wanted.level)
    left_out = [*order.left_out]
    left_out += [(order.ways[place][0], "another fault that was planted stands in its way") for place in hidden]
    identities = Identities(wanted.seed)
    try:
        return_ = made_return(
            collection,
            identities,
            staff=wanted.staff,
            phase=wanted.phase,
            level=wanted.level,
            lea=wanted.lea,
            estab=wanted.estab,
        )
    except LookupError as error:
        raise CannotRun(f"There is no made school for {wanted.year}.", f"{error.args[0]}") from error
    estab = return_.message.code("Estab")
    now = datetime.combine(collection.reference_date, time(12))
    if estab is not None:
        fill_estab(return_, collection, estab)
    header(
        return_,
        collection,
        lea=wanted.lea,
        estab=estab,
        level=wanted.level,
        serial=SERIAL,
        now=now,
        release=__version__,
    )
    return_.practice = True
    mark(return_.message)
    planter = Planter(return_, collection, identities)
    for place in places:
        planter.plant(order.ways[place][1])
    workbook = StaffWorkbook(return_, collection)
    in_files = plant_in_files(workbook, return_, order.files, identities)
    findings = check(return_, collection)
    if marks(findings) != planter.expected:
        raise CannotRun(_otherwise(marks(findings), planter.expected), _OTHER_WISH)
    folder.mkdir(parents=True, exist_ok=True)
    name = practice_name(message_file_name(wanted.lea, estab, wanted.year, SERIAL))
    with TemporaryDirectory() as apart:
        draft = Path(apart)
        write_message(return_, collection, draft / name)
        workbook.write(draft / WORKBOOK_NAME)
        _compare(findings, _checked(draft / name, wanted), name)
        found = _in_workbook(draft / WORKBOOK_NAME, wanted)
        sheet = AnswerSheet(
            title=school_label(return_, wanted.phase),
            collection=collection,
            order=wanted.faults,
            seed=wanted.seed,
            message=name,
            workbook=WORKBOOK_NAME,
            answers=_answers(findings, workbook, found),
            in_files=_file_answers(in_files, found),
            besides=_besides(findings, in_files, found),
            left_out=tuple(left_out),
        )
        write_answer_sheet(sheet, draft / ANSWERS_NAME)
        parts = (name, WORKBOOK_NAME, ANSWERS_NAME)
        paths = [write_bytes(folder / each, (draft / each).read_bytes()) for each in parts]
    return Made(tuple(paths), sheet, tuple(_mends(planter, in_files)), tuple(left_out))


_OTHER_WISH = "Choose other faults, another seed, or the practice authority's own number (999)."


def _otherwise(found: Counter[Any], expected: Counter[Any]) -> str:
    """Say what the check would find beside what was planted, and what of that it would not find."""
    said = ["The check would find something else than was planted."]
    for words, rules in (("Besides", found - expected), ("Not found", expected - found)):
        if rules:
            said.append(f"{words}: {', '.join(sorted({str(rule) for rule, *_ in rules}))}.")
    return " ".join(said)


def _look_at(wanted: Wanted) -> None:
    if not FEWEST <= wanted.staff <= MOST:
        raise CannotRun(f"A made school has {FEWEST} to {MOST} people.", "Choose a number between them.")
    if wanted.phase not in phases():
        raise CannotRun(f"There is no phase {wanted.phase!r}.", f"There are: {', '.join(phases())}.")
    if wanted.estab is not None and wanted.level == "L":
        raise CannotRun("An authority's return of its central staff has no school's number.", "Leave out --estab.")


def _checked(path: Path, wanted: Wanted) -> list[Finding]:
    """Check the written file as the user will."""
    built = build(read_all([path]), Request(year=wanted.year))
    return [*check_return(built.returns[0], now=datetime.combine(built.collection.reference_date, time(12)))]


def _compare(planted: list[Finding], found: list[Finding], name: str) -> None:
    """Raise CannotRun where the written file gives other findings than the return it was made from."""
    if Counter((each.rule, each.xpath) for each in planted) != Counter((each.rule, each.xpath) for each in found):
        raise CannotRun(f"{name} would not give the planted faults when it is read.", "Choose other faults.")


def _in_workbook(path: Path, wanted: Wanted) -> list[Finding]:
    """Return everything that reading and checking the workbook finds."""
    request = Request(year=wanted.year, level="la" if wanted.level == "L" else "school", lea=wanted.lea)
    built = build(read_all([path]), request)
    return [
        *check_return(built.returns[0], now=datetime.combine(built.collection.reference_date, time(12))),
        *loose_ends(built),
    ]


def _answers(findings: list[Finding], workbook: StaffWorkbook, found: list[Finding]) -> tuple[Answer, ...]:
    """Return the answer to each planted fault of the return, with its cell in the workbook."""
    seen = Counter((each.rule, each.source.sheet, each.source.row) for each in found if each.source is not None)
    answers = []
    for finding in findings:
        tag = None if finding.field is None else finding.field.partition(".")[2]
        place = None if finding.record is None else workbook.place(finding.record, tag)
        there = place is not None and seen[finding.rule, place.sheet, place.row] > 0
        answers.append(Answer.of(finding, place.text if place is not None and there else ""))
    return tuple(answers)


def _file_answers(faults: list[FileFault], found: list[Finding]) -> tuple[Answer, ...]:
    """Return the answer to each fault of the files. Raises CannotRun where it is not found, or something else is."""
    answers = []
    for fault in faults:
        place = fault.place
        here = [
            each
            for each in found
            if each.source is not None
            and (each.source.sheet, each.source.row, each.source.column) == (place.sheet, place.row, place.column)
        ]
        if sorted(each.rule for each in here) != sorted(fault.kind.found):
            raise CannotRun(f"The fault of files {fault.kind.name!r} was not found as such.", "Choose another seed.")
        for each in here:
            mend = fault.kind.mend
            answers.append(
                Answer(each.rule, each.severity, each.person or "", fault.kind.title, each.message, mend, place.text)
            )
    return tuple(answers)


def _besides(findings: list[Finding], faults: list[FileFault], found: list[Finding]) -> tuple[Answer, ...]:
    """Return what the program says of the workbook beside the planted faults: questions that they lead to, say."""
    rules = Counter(each.rule for each in findings)
    cells = {(fault.place.sheet, fault.place.row, fault.place.column) for fault in faults}
    answers = []
    for each in found:
        source = each.source
        if source is not None and (source.sheet, source.row, source.column) in cells:
            continue
        if rules[each.rule] > 0:
            rules[each.rule] -= 1
            continue
        place = "" if source is None else f"sheet {source.sheet}, row {source.row}"
        answers.append(Answer(each.rule, each.severity, each.person or "", "", each.message, each.action, place))
    return tuple(answers)


__all__ = ["Made", "Order", "Severity", "Wanted", "make_practice"]

"""After the upload: COLLECT's own list of errors beside ours, and what to turn when COLLECT refuses to load a file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from swf_desktop.words import sort_key
from validation.finding import Finding, Severity
from validation.reports.notes import NoteKey, QueryNote, note_key
from validation.reports.page import natural

Rows = Sequence[Sequence[object]]


class CollectListError(Exception):
    """A list that could not be read: where, what was found, what to do."""

    def __init__(self, place: str, found: str, remedy: str) -> None:
        super().__init__(f"{place}: {found} {remedy}")
        self.place = place
        self.found = found
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class CollectError:
    """One row of COLLECT's list. number: as COLLECT has it, no spaces. person: whom or where. row: counted from 1."""

    number: str
    severity: Severity | None
    person: str
    message: str
    note: str = ""
    row: int = 0

    def __repr__(self) -> str:
        # Never the person or message: a repr ends up in logs.
        return f"<CollectError {self.number} of row {self.row}>"


@dataclass(frozen=True, slots=True)
class Pair:
    """One rule about one person (empty: the return) in either list. notes: what was written about it."""

    rule: str
    person: str
    ours: tuple[Finding, ...]
    theirs: tuple[CollectError, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The two lists side by side, each pair in one of three."""

    theirs_only: tuple[Pair, ...]
    ours_only: tuple[Pair, ...]
    both: tuple[Pair, ...]


# Headings, without case and marks, to what they are. "Sequence" is the department's word for a rule's number.
_HEADINGS: Final = {
    "number": (
        "number", "no", "rule", "ruleno", "rulenumber", "error", "errorno", "errornumber", "errorcode", "errorid",
        "code", "sequence", "sequenceno", "sequencenumber", "validation", "validationrule", "validationno",
        "validationnumber",
    ),
    "severity": ("severity", "type", "errortype", "level", "errorquery", "errororquery", "priority"),
    "message": ("message", "errormessage", "description", "errordescription", "text", "errortext", "details"),
    "note": ("note", "notes", "comment", "comments", "returnnote", "sourcenote", "explanation"),
    "person": (
        "person", "name", "staff", "staffmember", "staffname", "member", "location", "errorlocation", "place", "where",
        "record", "identifier", "id", "surname", "familyname", "forename", "givenname", "firstname", "teachernumber",
        "ninumber", "dateofbirth", "element", "item", "value", "who",
    ),
}  # fmt: skip
_KNOWN: Final = {heading: part for part, headings in _HEADINGS.items() for heading in headings}
_HEAD_ROWS: Final = 30
_LONGEST_CELL: Final = 32_767
_MOST_BYTES: Final = 100 * 1024 * 1024
_NUMBER: Final = re.compile(r"(?:error|query|rule|validation)?\s*(\d{3,4})\s*(q)?", re.IGNORECASE)
_SEVERITIES: Final = {
    "error": Severity.ERROR,
    "errors": Severity.ERROR,
    "e": Severity.ERROR,
    "failure": Severity.ERROR,
    "query": Severity.QUERY,
    "queries": Severity.QUERY,
    "q": Severity.QUERY,
    "warning": Severity.QUERY,
}
_REMEDY: Final = (
    "Take the list of all errors as COLLECT shows it, with their numbers, saved as .csv or .xlsx or copied."
)


def read_collect_list(table_or_path: Rows | Path | str) -> list[CollectError]:
    """Read COLLECT's error list: a .csv, .txt or .xlsx file, rows of cells, or text as it was copied from the page.

    Columns are known by their headings, or without any by what stands in them. Raises CollectListError.
    """
    place, rows = _rows(table_or_path)
    columns, start = _columns(rows)
    if "number" not in columns:
        raise CollectListError(place, "There is no column of error numbers in it.", _REMEDY)
    found = []
    for index in range(start, len(rows)):
        row = rows[index]
        match = _NUMBER.fullmatch(_joined(row, columns["number"]))
        if match is None:
            continue
        number = match[1] + (match[2] or "").upper()
        said = _SEVERITIES.get(_joined(row, columns.get("severity", ())).casefold())
        found.append(
            CollectError(
                number,
                said or (Severity.QUERY if number.endswith("Q") else None),
                _joined(row, columns.get("person", ()), ", "),
                _joined(row, columns.get("message", ()), " "),
                _joined(row, columns.get("note", ()), " "),
                index + 1,
            )
        )
    if not found:
        raise CollectListError(place, "It holds no error with a number.", _REMEDY)
    return found


def _rows(source: Rows | Path | str) -> tuple[str, Rows]:
    if isinstance(source, str):
        return "the copied text", _delimited(source, "the copied text")
    if not isinstance(source, Path):
        return "the table", source
    try:
        if source.stat().st_size > _MOST_BYTES:
            raise CollectListError(source.name, "The file is far too large for a list of errors.", _REMEDY)
        if source.suffix.lower() in (".xlsx", ".xlsm"):
            return source.name, _workbook(source)
        data = source.read_bytes()
    except OSError as error:
        raise CollectListError(source.name, f"The file cannot be read: {error.strerror}.", _REMEDY) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return source.name, _delimited(text, source.name)


def _workbook(path: Path) -> Rows:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size > _MOST_BYTES:
            raise CollectListError(path.name, "The workbook is far too large for a list of errors.", _REMEDY)
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
        finally:
            book.close()
    # What the library raises for files that are no workbooks; faults in XML are syntax errors.
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        LookupError,
        ValueError,
        TypeError,
        SyntaxError,
    ) as error:
        raise CollectListError(path.name, "The file is not a workbook that can be read.", _REMEDY) from error


def _delimited(text: str, place: str) -> Rows:
    delimiter = "\t" if "\t" in text else ","
    no_table = CollectListError(place, "It is not a table of rows and columns.", _REMEDY)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise no_table from error
    # The reader's own limit belongs to the whole process, and others set it.
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
        raise no_table
    return rows


def _cell(row: Sequence[object], column: int) -> str:
    return "" if column >= len(row) or row[column] is None else " ".join(str(row[column]).split())


def _joined(row: Sequence[object], columns: Iterable[int], between: str = "") -> str:
    return between.join(text for column in columns if (text := _cell(row, column)))


def _columns(rows: Rows) -> tuple[dict[str, tuple[int, ...]], int]:
    """Return the columns of each part and the first row of data (from 0), by headings or by what stands in them."""
    for index, row in enumerate(rows[:_HEAD_ROWS]):
        known: dict[str, list[int]] = {}
        for column in range(len(row)):
            part = _KNOWN.get(re.sub(r"[^a-z]", "", _cell(row, column).casefold()))
            # Only places come in several columns (family name, given name ...); of others the first is meant, and of
            # numbers ("Error", "Number") the first that has some.
            if part == "number" and part in known and not _numbers(rows[index + 1 :], known[part][0]):
                known[part] = [column]
            elif part is not None and (part == "person" or part not in known):
                known.setdefault(part, []).append(column)
        if "number" in known and len(known) > 1:
            return {part: tuple(columns) for part, columns in known.items()}, index + 1
    return _by_content(rows), 0


def _numbers(rows: Rows, column: int) -> bool:
    """Whether most of what stands in a column are error numbers."""
    texts = [text for row in rows if (text := _cell(row, column))]
    return sum(_NUMBER.fullmatch(text) is not None for text in texts) * 2 > len(texts)


def _by_content(rows: Rows) -> dict[str, tuple[int, ...]]:
    """Return the columns of a list without headings: numbers, words for severity, the longest texts, and the rest."""
    width = max(map(len, rows), default=0)
    cells = {column: [text for row in rows if (text := _cell(row, column))] for column in range(width)}
    cells = {column: texts for column, texts in cells.items() if texts}
    found: dict[str, tuple[int, ...]] = {}
    for part, test in (
        ("number", lambda text: _NUMBER.fullmatch(text) is not None),
        ("severity", lambda text: text.casefold() in _SEVERITIES),
    ):
        for column, texts in cells.items():
            if sum(map(test, texts)) * 2 > len(texts):
                found[part] = (column,)
                del cells[column]
                break
    if cells:
        longest = max(cells, key=lambda column: sum(map(len, cells[column])) / len(cells[column]))
        found["message"] = (longest,)
        found["person"] = tuple(column for column in cells if column != longest)
    return found


# Side by side


def beside(
    ours: Iterable[Finding], theirs: Iterable[CollectError], notes: Mapping[NoteKey, QueryNote] | None = None
) -> Beside:
    """Set the two lists side by side by rule and person. notes: the user's, kept with the pairs they belong to.

    A rule is the same with or without its Q. A person of theirs is ours where the text holds the teacher number or the
    NI number, or the family name and the first given name.
    """
    notes = notes or {}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in ours:
        if finding.severity in (Severity.ERROR, Severity.QUERY, Severity.SCHEMA):
            groups.setdefault((rule_number(finding.rule), finding.person or ""), []).append(finding)
    found: dict[tuple[str, str], list[CollectError]] = {}
    people: dict[str, list[str]] = {}
    for rule, person in groups:
        people.setdefault(rule, []).append(person)
    for error in theirs:
        rule = rule_number(error.number)
        person = next((one for one in people.get(rule, ()) if _same(groups[rule, one][0], error)), error.person)
        found.setdefault((rule, person), []).append(error)
    pairs = [
        Pair(
            rule,
            person,
            tuple(groups.get((rule, person), ())),
            tuple(found.get((rule, person), ())),
            _notes(groups.get((rule, person), ()), found.get((rule, person), ()), notes),
        )
        for rule, person in sorted({*groups, *found}, key=lambda key: (natural(key[0]), sort_key(key[1])))
    ]
    return Beside(
        tuple(pair for pair in pairs if not pair.ours),
        tuple(pair for pair in pairs if not pair.theirs),
        tuple(pair for pair in pairs if pair.ours and pair.theirs),
    )


def rule_number(rule: str) -> str:
    """Return a rule's number without what differs between lists: `4160Q` and `DfE 4160` are `4160`; others stay."""
    match = re.fullmatch(r"(?:DfE )?(\d{3,4})Q?", rule)
    return rule if match is None else match[1]


def _notes(
    ours: Iterable[Finding], theirs: Iterable[CollectError], notes: Mapping[NoteKey, QueryNote]
) -> tuple[str, ...]:
    own = [note.text for finding in ours if (note := notes.get(note_key(finding))) is not None and note.text]
    return tuple(dict.fromkeys([*own, *(error.note for error in theirs if error.note)]))


def _same(finding: Finding, error: CollectError) -> bool:
    """Whether a row of theirs is about the person of one of ours, or both are about no person."""
    if finding.person is None:
        return not error.person or error.person.casefold() in ("return", "school", "whole return")
    text = error.person.casefold()
    tokens = set(re.findall(r"[^\W_]+", text))
    person = None if finding.record is None else finding.record.person()
    if person is None:
        return text == finding.person.casefold()
    compact = re.sub(r"[^0-9a-z]", "", text)
    for tag in ("TeacherNumber", "NINumber"):
        number = person.code(tag)
        if number and re.sub(r"[^0-9a-z]", "", number.casefold()) in compact:
            return True
    family = re.findall(r"[^\W_]+", (person.code("PersonFamilyName") or "").casefold())
    value = person.values.get("PersonGivenName")
    first = "" if value is None else value.sent if isinstance(value.sent, str) else " ".join(value.sent[:1])
    given = re.findall(r"[^\W_]+", first.casefold())[:1]
    return bool(family and given) and {*family, *given} <= tokens


# A file that COLLECT refused

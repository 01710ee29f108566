"""What the worker process tells the window about files and matching: plain data, without the tables themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from converters.recipe.question import Question
from converters.recipe.target import IGNORE, OPEN
from converters.request import Request
from swf_desktop.words import sheet_words


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job did not come to its end: what was found, and what to do.

    kind: `password` (a protected file), `source` (another file that cannot be read), `run` (nothing says which school
    it is, say), `refused` (the schema refuses the message), `cancelled`, `not ours` (a foreign
    file would be replaced), or `program` (an error of the program itself).
    details: for `program` the trace, without any data.
    """

    kind: Literal["password", "source", "run", "refused", "cancelled", "not ours", "program"]
    found: str
    remedy: str
    file: str = ""
    details: str = ""

    def __str__(self) -> str:
        place = f"{self.file}: " if self.file else ""
        return f"{place}{self.found} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be built, as plain data.

    tables: digests of the raw tables, in order. request: without the recipe, which is the text that the workspace
    keeps: the worker reads it, and a fault in it is told like any other that stands in the way of building.
    """

    tables: tuple[str, ...]
    request: Request
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """One raw table that was read. digest: of its bytes; path: where the file stood when it was read.

    message: it is a return that was made before (.xml), not a table. decoded: it is a text file, so that encoding and
    delimiter may be chosen.
    """

    file: str
    sheet: str | None
    path: str
    height: int
    width: int
    encoding: str | None
    delimiter: str | None
    hidden: bool
    notes: tuple[str, ...]
    message: bool = False

    @property
    def place(self) -> str:
        """How people name it: `payroll.xlsx, sheet Pay`."""
        return sheet_words(self.file, self.sheet)

    @property
    def decoded(self) -> bool:
        """Whether it is a text file."""
        return self.encoding is not None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One thing that a column may be. target: as a recipe has it; words: what that means; confidence: 0 to 1."""

    target: str
    words: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of a sheet. target: as the recipe has it (targets, `ignore`, `?`, or "" for a column without heading).

    words: the target as people name it. samples: up to three different cells. filled: how many cells are filled.
    confidence, reason: of what the program found, whatever was decided. chosen: the user decided otherwise.
    """

    index: int
    letter: str
    heading: str
    target: str
    words: str
    samples: tuple[str, ...]
    filled: int
    confidence: float
    reason: str
    chosen: bool
    proposals: tuple[ProposalView, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetView:
    """How one sheet is read. Rows count from 0.

    used: whether it is; grain: what one row stands for; pairs: a sheet of label and value, whose `cells` are (field,
    words, row, column). skipped: row and reason, of rows that are no data. passed_over: it holds rows, and is not
    used: neither its columns nor, as a list of words that other tables name, its words; why: the reason. words: it is
    such a list.
    """

    file: str
    sheet: str | None
    digest: str
    used: bool
    grain: str
    grain_words: str
    header_rows: tuple[int, ...]
    rows: int
    first_row: int
    columns: tuple[ColumnView, ...] = ()
    pairs: bool = False
    cells: tuple[tuple[str, str, int, int], ...] = ()
    skipped: tuple[tuple[int, str], ...] = ()
    fill_down: tuple[str, ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    as_at: str = ""
    notes: tuple[str, ...] = ()
    passed_over: bool = False
    why: str = ""
    words: bool = False

    @property
    def idle(self) -> bool:
        """Whether nothing of it comes into the return: it was passed over, or no column of it is known."""
        known = self.pairs or any(one.target not in ("", OPEN, IGNORE) for one in self.columns)
        return self.passed_over or (self.used and not known)

    @property
    def place(self) -> str:
        """How people name the sheet, and what questions about its columns have as their scope."""
        return sheet_words(self.file, self.sheet)


@dataclass(frozen=True, slots=True)
class RepairView:
    """One repaired cell. source: the place as people name it."""

    source: str
    before: str
    after: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None


@dataclass(frozen=True, slots=True)
class RepairGroup:
    """All repairs of one kind to one field (None: of the file's form). key: what a recipe answers `reject` to.

    rejected: the user wants the cells as they stand. cells: the first of them.
    """

    kind: str
    field: str | None
    words: str
    reason: str
    count: int
    key: str
    rejected: bool
    cells: tuple[RepairView, ...]


@dataclass(frozen=True, slots=True)
class CodeUse:
    """One text of the files in a field with a code set: how often, and which code it was read as ("" for none)."""

    field: str
    text: str
    count: int
    code: str


@dataclass(frozen=True, slots=True)
class ToldView:
    """One thing to know about how the files were read. kind: in words; about: who, or which cell; text: what and why.

    found: what stands or stood there. key: of the record that it is about, where that is in the return.
    """

    kind: str
    about: str
    text: str
    found: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class EstabView:
    """One of several establishments that the files are about, with its people."""

    estab: str
    people: int


@dataclass(slots=True)
class BuiltView:
    """What came of the files, but for the people: those come in bundles (see `ui.worker.process`).

    recipe: the completed one, as text. questions: those that are open. missing,
    edits_gone, added_gone, rekeyed: as `converters.pipeline.Built` has them. schema: (finding without record, its key).
    estabs: filled where there are several and none was chosen; then there are no people. last_award: the pay award is
    not paid yet, so that pay is compared with the tables of the year before.
    """

    year: int
    lea: str
    estab: str | None
    level: str
    recipe: str
    send: str
    basis: str
    questions: list[Question] = field(default_factory=list)
    sheets: list[SheetView] = field(default_factory=list)
    repairs: list[RepairGroup] = field(default_factory=list)
    codes: list[CodeUse] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)
    edits_gone: list[Any] = field(default_factory=list)
    added_gone: list[Any] = field(default_factory=list)
    rekeyed: dict[str, str] = field(default_factory=dict)
    schema: list[tuple[Any, str]] = field(default_factory=list)
    estabs: tuple[EstabView, ...] = ()
    told: list[ToldView] = field(default_factory=list)
    people: int = 0
    loaded: bool = False
    practice: bool = False
    last_award: bool = False


@dataclass(frozen=True, slots=True)
class OfficialView:
    """One thing that the department's own files find. key, tag: of the record and field it is about, or empty."""

    severity: str
    rule: str
    message: str
    person: str
    key: str
    tag: str

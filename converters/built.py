"""What the whole way makes: sources read, returns built, a message written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from converters.joining.assembly import Assembly
from converters.joining.last_year import LastYear
from converters.matching.plan import SheetPlan
from converters.matching.shape import Layout
from converters.members.control_total import ControlTotal
from converters.members.defaults import fill_estab
from converters.members.leaving_out import LeftOut
from converters.members.missing import CANNOT_BE_RIGHT, Missing
from converters.message.header import message_file_name
from converters.payroll.contract_pay import Payroll
from converters.recipe.asking import waiting
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.sources.message import LoadedMessage
from converters.sources.table import Table
from swf_desktop.collection import Collection
from swf_desktop.facts import is_academy
from swf_desktop.practice import practice_name
from swf_desktop.record import Return
from swf_desktop.words import NOT_RIGHT_YET, counted
from swf_desktop.workspace.journal import Added, Edit
from validation.finding import Finding

Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and the share of the whole way that is behind us."""


@dataclass(slots=True)
class Sources:
    """What the files hold: raw tables, messages that were made before, and the one that fills what tables lack."""

    tables: list[Table] = field(default_factory=list)
    messages: list[tuple[Path, LoadedMessage]] = field(default_factory=list)
    last_year: LoadedMessage | None = None
    last_year_path: Path | None = None


@dataclass(slots=True)
class OneReturn:
    """One return of one school, or of an authority's central staff.

    level: `S` or `L`. loaded, path: for a message that was made before, what was read and where. rewritten: it is to be
    written as the collection's switches say and not as it was.
    """

    return_: Return
    collection: Collection
    lea: str
    estab: str | None
    level: str
    loaded: LoadedMessage | None = None
    path: Path | None = None
    rewritten: bool = False

    @property
    def as_is(self) -> bool:
        """Whether it is written with every record and element that it was loaded with."""
        return self.loaded is not None and not self.rewritten

    def rewrite(self, collection: Collection) -> list[str]:
        """Have it written as the switches of a collection say, in place of those it was made with; returns notes."""
        self.collection = collection
        self.rewritten = True
        if self.estab is None:
            return []
        filled = fill_estab(self.return_, collection, self.estab)
        return [f"Estab {self.estab} was filled in {counted(filled, 'record')} that did not say it."] if filled else []

    @property
    def folder(self) -> str:
        """The folder for it among the returns of several schools: academies submit and approve their own."""
        return "academies" if is_academy(self.estab, self.collection) else ""

    def file_name(self, serial: str) -> str:
        """Return the name that its file gets."""
        name = message_file_name(self.lea, self.estab, self.collection.year, serial)
        return practice_name(name) if self.return_.practice else name


@dataclass(slots=True)
class Built:
    """What came of the tables: the returns, and everything there is to tell or ask about how they came about.

    rekeyed: keys that edits, notes and decisions were kept under by an older version, to the present ones.
    missing: signs that somebody who belongs into the return is in no file.
    """

    collection: Collection
    returns: list[OneReturn]
    plans: list[SheetPlan] = field(default_factory=list)
    recipe: Recipe = field(default_factory=Recipe)
    unused: dict[tuple[str, str | None], Layout] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    assembly: Assembly | None = None
    payroll: Payroll | None = None
    notes: list[str] = field(default_factory=list)
    edits_gone: list[Edit] = field(default_factory=list)
    added_gone: list[Added] = field(default_factory=list)
    rekeyed: dict[str, str] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    last_year: LastYear | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    totals: list[ControlTotal] = field(default_factory=list)

    @property
    def doubts(self) -> list[Missing]:
        """What shows that it cannot be right as a whole: nobody is told then that it is valid."""
        return [one for one in self.missing if one.id.startswith(CANNOT_BE_RIGHT)]

    @property
    def first(self) -> tuple[str, ...]:
        """What is to be read before all else, in sentences: why it cannot be right yet, and who is waited for."""
        said = [f"{one.text} {one.action}" for one in self.doubts]
        said[:1] = [f"{NOT_RIGHT_YET}: {one}" for one in said[:1]]
        return (*said, *filter(None, [waiting(self.questions)]))


@dataclass(frozen=True, slots=True)
class Written:
    """A message that was written. sha256: of its bytes, in hex. findings: of the schema, located in the sources."""

    path: Path
    serial: str
    sha256: str
    findings: list[Finding]
    notes: list[str]


class Refused(Exception):  # noqa: N818 - the name says what happened
    """A message that the schema refuses, which was therefore not written. findings: where and why."""

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        super().__init__(f"{path.name} was not written: it does not have the structure that COLLECT takes.")
        self.path = path
        self.findings = findings

"""The options of the command line, each said once, and the request that they make."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converters.request import Request


class Level(StrEnum):
    """Whose return it is."""

    SCHOOL = "school"
    LA = "la"


class Send(StrEnum):
    """Which form of pay is sent."""

    BASE = "base"
    POINT = "point"
    BOTH = "both"


class Corrected(StrEnum):
    """What becomes of a file that has the columns of one that a workspace holds."""

    REPLACE = "replace"
    ADD = "add"


class PackAction(StrEnum):
    """What there is to do with year packs."""

    LIST = "list"
    EXPORT = "export"
    INSTALL = "install"


class Form(StrEnum):
    """In which form the sample school is written."""

    PAYROLL = "payroll"
    ACCESS = "access"
    ODS = "ods"
    XML = "xml"


class Basis(StrEnum):
    """What base pay means."""

    ACTUAL = "actual"
    FTE = "fte"


SourcesArgument = Annotated[
    list[Path],
    typer.Argument(help="Spreadsheets, .csv files, databases, or folders and .zip files of them.", show_default=False),
]


YearOption = Annotated[
    int | None, typer.Option("--collection", help="Census year. [the newest by the day]", show_default=False)
]


LeaOption = Annotated[
    str | None,
    typer.Option("--lea", help="The authority's number, three digits, where no file says it.", show_default=False),
]


EstabOption = Annotated[
    str | None,
    typer.Option(
        "--estab",
        help="The school's number, four digits, where no file says it or to choose one of several.",
        show_default=False,
    ),
]


LevelOption = Annotated[
    Level | None,
    typer.Option("--level", help="school, or la for an authority's central staff. [school]", show_default=False),
]


SendOption = Annotated[
    Send | None,
    typer.Option("--pay", help="Send base pay, the spine point instead, or both. [base]", show_default=False),
]


BasisOption = Annotated[
    Basis | None,
    typer.Option(
        "--base-pay-basis",
        help="Base pay for the hours worked (actual) or raised to full time (fte). [actual]",
        show_default=False,
    ),
]


RecipeOption = Annotated[
    Path | None,
    typer.Option(
        "--recipe",
        help="File of decisions: read where it is there, and written with what is still open.",
        show_default=False,
    ),
]


ReportOption = Annotated[Path | None, typer.Option("--report", help="Folder for the reports.", show_default=False)]


NowOption = Annotated[
    datetime | None, typer.Option("--now", help="Date and time to put in the file. [now]", show_default=False)
]


SerialOption = Annotated[
    str | None,
    typer.Option(
        "--serial", help="Serial number, three digits. [counted up by the workspace, else 001]", show_default=False
    ),
]


OfficialOption = Annotated[
    Path | None,
    typer.Option(
        "--official",
        help="Folder with a folder for each year of the department's own .xsd and .xslt, to check with too.",
        show_default=False,
    ),
]


SwitchOption = Annotated[
    list[str] | None,
    typer.Option(
        "--switch", help="Part of the message to turn, such as modules.block=off; may be repeated.", show_default=False
    ),
]


LastYearOption = Annotated[
    Path | None,
    typer.Option(
        "--last-year",
        help="Last year's return (.xml): fills what the files lack, each value listed until it is confirmed.",
        show_default=False,
    ),
]


AnswersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--answers",
        help="A question sheet that came back filled in. May be given several times.",
        show_default=False,
    ),
]


ReplaceOption = Annotated[
    bool,
    typer.Option("--replace", help="A file with the columns of one in the workspace takes its place; answers stay."),
]


AddOption = Annotated[
    bool, typer.Option("--add", help="A file with the columns of one in the workspace is added to it.")
]


TheirsOption = Annotated[
    bool,
    typer.Option(
        "--theirs", help="Where a corrected file changes what you corrected by hand, take the file's. [keep yours]"
    ),
]


PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password of protected files from standard input.")
]


PracticeOption = Annotated[
    bool, typer.Option("--practice", help="Make a practice return: marked from now on, and never a real one.")
]


SchoolsOption = Annotated[
    Path | None,
    typer.Option("--schools", help="Make an authority's folder of this list: LA, number, name ...", show_default=False),
]


SharedOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--payroll", help="A file with rows of all schools, for --schools; may be repeated.", show_default=False
    ),
]


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]


FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        help="The return: its .xml, its workspace, or the spreadsheets it is made from.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Order:
    """All that one command is told, handed on whole: what to read, what is asked of the return, and where things go.

    files: to read. out: the file or folder to write. recipe, workspace: files that are read where they are there, and
    written. now: the time that goes into the message. serial: None for the next one. answers: question sheets that
    came back. corrected: what becomes of a file with the columns of one that the workspace holds, None to be asked.
    theirs: whether a corrected file stands above what was entered by hand, where it changes it.
    """

    files: tuple[Path, ...]
    request: Request
    last_year: Path | None = None
    answers: tuple[Path, ...] = ()
    recipe: Path | None = None
    workspace: Path | None = None
    official: Path | None = None
    out: Path | None = None
    report: Path | None = None
    serial: str | None = None
    now: datetime = field(default_factory=lambda: now_or_given(None))
    force: bool = False
    password: str | None = field(default=None, repr=False)
    as_json: bool = False
    corrected: Corrected | None = None
    theirs: bool = False

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that are only read."""
        return (*self.files, *self.answers, *([self.last_year] if self.last_year is not None else []))


def corrected_of(to_replace: bool, to_add: bool) -> Corrected | None:
    """Return what the two options say together. Raises BadParameter where they contradict one another."""
    if to_replace and to_add:
        raise typer.BadParameter("A file cannot both replace another and be added to it.", param_hint="--add")
    return Corrected.REPLACE if to_replace else Corrected.ADD if to_add else None


def now_or_given(given: datetime | None) -> datetime:
    """Return the time that goes into the file: the one given, else the clock."""
    return given or datetime.now()  # noqa: DTZ005 - the message holds local time without a zone


def _switches(texts: list[str] | None) -> tuple[tuple[str, bool | str], ...]:
    words = {"on": True, "off": False}
    pairs = [text.partition("=") for text in texts or ()]
    return tuple((name.strip(), words.get(value.strip().lower(), value.strip())) for name, _, value in pairs)


def request_of(
    year: int | None,
    lea: str | None,
    estab: str | None,
    level: Level | None = None,
    send: Send | None = None,
    basis: Basis | None = None,
    switches: list[str] | None = None,
    *,
    practice: bool = False,
    now: datetime | None = None,
) -> Request:
    """Return the request that the options make. now: as given; its day says which collection is the newest."""
    from converters.request import Request

    for name, text, length in (("--lea", lea, 3), ("--estab", estab, 4)):
        if text is not None and not (text.isascii() and text.isdigit() and len(text) == length):
            raise typer.BadParameter(f"{text!r} is not {length} digits.", param_hint=name)
    return Request(
        year=year and year_of(year),
        today=None if now is None else now.date(),
        lea=lea,
        estab=estab,
        level=level and level.value,
        send=send and send.value,
        basis=basis and basis.value,
        switches=_switches(switches),
        practice=practice,
    )


def year_of(year: int | None) -> int:
    """Return the census year that is asked for, else the newest by today. Raises BadParameter."""
    from swf_desktop.collection import Collection, collection_years

    years = collection_years()
    if year is not None and year not in years:
        raise typer.BadParameter(
            f"There is no collection for {year}; there are: {', '.join(map(str, years))}.", param_hint="--collection"
        )
    return year or Collection.newest().year


def serial_of(text: str | None) -> str | None:
    """Return a serial number in its three digits. Raises BadParameter."""
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text)):
        raise typer.BadParameter(f"{text!r} is not a number from 001 to 999.", param_hint="--serial")
    return text and f"{int(text):03d}"


def password_from(from_stdin: bool) -> str | None:
    """Return the line that standard input holds, where the password comes from there."""
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else None

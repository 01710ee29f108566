"""The command line, `swf-desktop`: each command reads, calls the way in `converters`, and prints; it decides nothing.

Imports stand within the commands: `swf-desktop --help` should not wait for readers and rules, and nothing here imports
Qt. Longer than other modules, because all options and their help are read together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from swf_desktop import __version__

if TYPE_CHECKING:
    from converters.pipeline import Request

OK, ERRORS, CANNOT_RUN = 0, 1, 2
"""Exit codes: nothing at error level; errors found; the command could not run."""

app = typer.Typer(
    name="swf-desktop",
    help="Turn a school's staff data into a School Workforce Census return for COLLECT. Alone, it opens the window.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Level(StrEnum):
    """Whose return it is."""

    SCHOOL = "school"
    LA = "la"


class Send(StrEnum):
    """Which form of pay is sent."""

    BASE = "base"
    POINT = "point"
    BOTH = "both"


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
YearOption = Annotated[int | None, typer.Option("--collection", help="Census year. [2013]", show_default=False)]
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
        help="Folder with a folder for each year (2013 ...) of the department's own .xsd and .xslt, to check with too.",
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
PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password of protected files from standard input.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]


def main() -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A Windows console or pipe of another code page must not stop a name such as Łukasz from being printed.
            reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="replace")
    try:
        app()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else CANNOT_RUN
    return OK


@contextmanager
def told() -> Iterator[None]:
    """Turn what stops a command into a message with place and remedy on standard error, and exit code 2."""
    from converters.message.writer import CannotWrite
    from converters.pipeline import CannotRun, Refused
    from converters.recipe.recipe import RecipeError
    from converters.sources.table import SourceError
    from swf_desktop.workspace.workspace import WorkspaceError
    from ui.cli.console import complain, print_findings
    from validation.collect.errors import CollectListError

    try:
        yield
    except CollectListError as error:
        complain(error.place, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except (SourceError, RecipeError) as error:
        complain(error.file, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except CannotRun as error:
        complain(None, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except (CannotWrite, WorkspaceError) as error:
        complain(str(error.path or ""), error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except Refused as error:
        print_findings(error.findings, err=True)
        complain(
            str(error.path),
            "It was not written: its structure is not the one COLLECT takes.",
            "Use --force to write it all the same.",
        )
        raise typer.Exit(CANNOT_RUN) from None
    except OSError as error:
        complain(
            error.filename and str(error.filename),
            f"{error.strerror or error}.",
            "Check the name, the disk and who may write there.",
        )
        raise typer.Exit(CANNOT_RUN) from None


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"swf-desktop {__version__}")
        raise typer.Exit(OK)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Open the window where no command is given."""
    if context.invoked_subcommand is None:
        from ui.app import run

        raise typer.Exit(run([]))


@app.command()
def convert(
    sources: SourcesArgument,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The .xml file to write, or a folder, where it gets its proper name.")
    ] = Path(),
    collection: YearOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    level: LevelOption = None,
    pay: SendOption = None,
    base_pay_basis: BasisOption = None,
    recipe: RecipeOption = None,
    last_year: LastYearOption = None,
    answers: AnswersOption = None,
    serial: SerialOption = None,
    report: ReportOption = None,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", help="Workspace file (.swfreturn) that keeps everything.", show_default=False),
    ] = None,
    switch: SwitchOption = None,
    official: OfficialOption = None,
    now: NowOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write also what the schema refuses.")] = False,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Turn files into a return: XML that COLLECT takes, and everything that is wrong or not certain with it.

    A return with errors is written too, for COLLECT takes those. Exit code 0: no errors. 1: errors found. 2: it could
    not run.
    """
    from ui.cli.convert import convert_files

    with told():
        request = _request(collection, lea, estab, level, pay, base_pay_basis, switch)
        code = convert_files(
            sources,
            request,
            out=out,
            recipe_path=recipe,
            last_year=last_year,
            answer_files=answers or (),
            serial=_serial(serial),
            report=report,
            workspace_path=workspace,
            official=official,
            now=_now(now),
            force=force,
            password=_password(password_stdin),
            as_json=as_json,
        )
    raise typer.Exit(code)


@app.command()
def batch(
    folder: Annotated[
        Path, typer.Argument(help="A folder with a folder of files for each school.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the returns, a folder in it for each school.")],
    collection: YearOption = None,
    lea: LeaOption = None,
    level: LevelOption = None,
    pay: SendOption = None,
    recipe: RecipeOption = None,
    serial: SerialOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the returns of many schools, a folder for each, and list how each of them stands.

    A recipe.toml in a school's folder is that school's own; questions that are open are written into it.
    """
    from ui.cli.batch import run_folder

    with told():
        request = _request(collection, lea, None, level, pay, None)
        code = run_folder(
            folder, out, request, recipe_path=recipe, serial=_serial(serial) or "001", now=_now(now), as_json=as_json
        )
    raise typer.Exit(code)


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Returns (.xml) and workspaces, each one return; all other files together are one.", show_default=False
        ),
    ],
    collection: YearOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    level: LevelOption = None,
    pay: SendOption = None,
    recipe: RecipeOption = None,
    last_year: LastYearOption = None,
    answers: AnswersOption = None,
    report: ReportOption = None,
    official: OfficialOption = None,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check returns as COLLECT will, and say where each thing stands and what to do."""
    from ui.cli.convert import check_files

    with told():
        code = check_files(
            files,
            _request(collection, lea, estab, level, pay, None),
            recipe_path=recipe,
            last_year=last_year,
            answer_files=answers or (),
            report=report,
            official=official,
            password=_password(password_stdin),
            as_json=as_json,
        )
    raise typer.Exit(code)


@app.command()
def pay(
    sources: SourcesArgument,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the pay sheet to this .xlsx.", show_default=False)
    ] = None,
    collection: YearOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    level: LevelOption = None,
    send: SendOption = None,
    base_pay_basis: BasisOption = None,
    recipe: RecipeOption = None,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Work out base pay for each contract and show every step."""
    from ui.cli.convert import pay_files

    with told():
        request = _request(collection, lea, estab, level, send, base_pay_basis)
        code = pay_files(
            sources, request, out=out, recipe_path=recipe, password=_password(password_stdin), as_json=as_json
        )
    raise typer.Exit(code)


@app.command()
def annex5(
    region: Annotated[str | None, typer.Option("--region", help="LI, LO, LF or EW.", show_default=False)] = None,
    scale: Annotated[str | None, typer.Option("--scale", help="TE, TU, UT, LD or AS.", show_default=False)] = None,
    collection: YearOption = None,
) -> None:
    """Print the year's pay tables: points down, regions across."""
    from ui.cli.convert import print_annex5

    with told():
        print_annex5(_year(collection), region, scale)


@app.command()
def template(
    out: Annotated[Path, typer.Option("-o", "--out", help="The .xlsx to write.")] = Path("staff data template.xlsx"),
    collection: YearOption = None,
) -> None:
    """Write an empty workbook to fill in, with a sheet for each kind of record."""
    from ui.cli.convert import write_template_file

    with told():
        write_template_file(out, _year(collection))


@app.command()
def sample(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the files.")] = Path("sample"),
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            help="payroll: a payroll report with lists beside it; access: a database's tables as .csv files; "
            "ods: one workbook; xml: a return that another system made.",
        ),
    ] = Form.PAYROLL,
) -> None:
    """Write the files of the sample school, Harbour Lane Primary, as ugly as such files are."""
    from ui.cli.convert import write_sample_files

    with told():
        write_sample_files(out, form.value)


@app.command()
def codes(
    code_set: Annotated[
        str | None, typer.Argument(metavar="[SET]", help="A set's number or a part of its name.", show_default=False)
    ] = None,
    collection: YearOption = None,
) -> None:
    """Print the code sets, or one of them."""
    from ui.cli.convert import print_codes

    with told():
        print_codes(_year(collection), code_set)


@app.command()
def rules(
    number: Annotated[str | None, typer.Argument(help="A rule's number, such as 4490.", show_default=False)] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Only the rules of this census year.", show_default=False)
    ] = None,
) -> None:
    """Print the rules, or all there is to know about one."""
    from ui.cli.convert import print_rules

    with told():
        print_rules(number, year)


FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        help="The return: its .xml, its workspace, or the spreadsheets it is made from.", show_default=False
    ),
]


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="The earlier return (.xml).", show_default=False)],
    files: FilesArgument,
    share: Annotated[int, typer.Option("--share", min=0, max=100, help="Change of pay to report, in per cent.")] = 10,
    lea: LeaOption = None,
    estab: EstabOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare a return with an earlier one: who joined and left, what changed, what was filled and is blank now."""
    from ui.cli.after_upload import compare_files

    with told():
        request = _request(None, lea, estab, None, None, None)
        code = compare_files(before, files, request, share=share, report=report, as_json=as_json)
    raise typer.Exit(code)


@app.command()
def collect(
    listed: Annotated[
        Path,
        typer.Argument(
            metavar="LIST", help="COLLECT's list of errors, saved as .csv, .xlsx or text.", show_default=False
        ),
    ],
    files: FilesArgument,
    lea: LeaOption = None,
    estab: EstabOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set COLLECT's own list of errors beside ours: theirs only, ours only, both."""
    from ui.cli.after_upload import beside_collect

    with told():
        request = _request(None, lea, estab, None, None, None)
        code = beside_collect(listed, files, request, report=report, now=_now(None), as_json=as_json)
    raise typer.Exit(code)


@app.command()
def refused(
    files: FilesArgument,
    message: Annotated[
        Path | None,
        typer.Option("--message", help="File with what COLLECT said. [standard input]", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder to write the file to again, mended.", show_default=False)
    ] = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    serial: SerialOption = None,
    now: NowOption = None,
) -> None:
    """COLLECT refused to load the file: say which part of the message is likely at fault, and write it again."""
    from ui.cli.after_upload import message_from, refused_by_collect

    with told():
        request = _request(None, lea, estab, None, None, None)
        said = message_from(message, files)
        code = refused_by_collect(said, files, request, out=out, serial=_serial(serial), now=_now(now))
    raise typer.Exit(code)


@app.command()
def selftest() -> None:
    """Check that the program has everything it needs on this computer."""
    from ui.cli.selftest import run

    raise typer.Exit(run())


def _now(given: datetime | None) -> datetime:
    return given or datetime.now()  # noqa: DTZ005 - the message holds local time without a zone


def _switches(texts: list[str] | None) -> tuple[tuple[str, bool | str], ...]:
    words = {"on": True, "off": False}
    pairs = [text.partition("=") for text in texts or ()]
    return tuple((name.strip(), words.get(value.strip().lower(), value.strip())) for name, _, value in pairs)


def _request(
    year: int | None,
    lea: str | None,
    estab: str | None,
    level: Level | None,
    send: Send | None,
    basis: Basis | None,
    switches: list[str] | None = None,
) -> Request:
    from converters.pipeline import Request

    for name, text, length in (("--lea", lea, 3), ("--estab", estab, 4)):
        if text is not None and not (text.isascii() and text.isdigit() and len(text) == length):
            raise typer.BadParameter(f"{text!r} is not {length} digits.", param_hint=name)
    return Request(
        year=year and _year(year),
        lea=lea,
        estab=estab,
        level=level and level.value,
        send=send and send.value,
        basis=basis and basis.value,
        switches=_switches(switches),
    )


def _year(year: int | None) -> int:
    from swf_desktop.collection import collection_years

    years = collection_years()
    if year is not None and year not in years:
        raise typer.BadParameter(
            f"There is no collection for {year}; there are: {', '.join(map(str, years))}.", param_hint="--collection"
        )
    return year or years[0]


def _serial(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text)):
        raise typer.BadParameter(f"{text!r} is not a number from 001 to 999.", param_hint="--serial")
    return text and f"{int(text):03d}"


def _password(from_stdin: bool) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else None


if __name__ == "__main__":
    sys.exit(main())

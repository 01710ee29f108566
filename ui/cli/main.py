"""The command line, `swf-desktop`: each command reads, calls the way in `converters`, and prints; it decides nothing.

Imports stand within the commands: `swf-desktop --help` should not wait for readers and rules, and nothing here imports
Qt. Longer than other modules, because all options and their help are read together.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from swf_desktop import __version__
from swf_desktop.files.untouched import remember_in
from ui.cli.authority.commands import authority
from ui.cli.guard import Doors
from ui.cli.options import (
    AddOption,
    AnswersOption,
    BasisOption,
    EstabOption,
    FilesArgument,
    Form,
    JsonOption,
    LastYearOption,
    LeaOption,
    LevelOption,
    NowOption,
    OfficialOption,
    Order,
    PackAction,
    PasswordOption,
    PracticeOption,
    RecipeOption,
    ReplaceOption,
    ReportOption,
    SchoolsOption,
    SendOption,
    SerialOption,
    SharedOption,
    SourcesArgument,
    SwitchOption,
    TheirsOption,
    YearOption,
    corrected_of,
    now_or_given,
    password_from,
    request_of,
    serial_of,
    year_of,
)
from ui.cli.outcome import CANNOT_RUN, OK, told
from ui.settings import folder as settings_folder
from ui.settings import use_copies_folder, use_year_packs

if TYPE_CHECKING:
    pass


app = Doors(
    name="swf-desktop",
    help="Turn a school's staff data into a School Workforce Census return for COLLECT. Alone, it opens the window.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A Windows console or pipe of another code page must not stop a name such as Łukasz from being printed.
            reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="replace")
    files = sys.argv[1:]
    if are_files(files):
        from ui.app import run

        return run(files)

    from ui.worker.own_folder import use_own_folder

    use_own_folder()
    try:
        app()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else CANNOT_RUN
    return OK


def are_files(arguments: Sequence[str]) -> bool:
    """Whether only files are named, and no command: then they are opened in the window, as by a double click."""
    commands = {one.name or getattr(one.callback, "__name__", "").replace("_", "-") for one in app.registered_commands}
    return bool(arguments) and arguments[0] not in commands and all(Path(one).is_file() for one in arguments)


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
    use_year_packs()
    remember_in(settings_folder())
    use_copies_folder()


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
    force: Annotated[
        bool, typer.Option("--force", help="Write also what the schema refuses, and replace files of others.")
    ] = False,
    practice: PracticeOption = False,
    to_replace: ReplaceOption = False,
    to_add: AddOption = False,
    theirs: TheirsOption = False,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Turn files into a return: XML that COLLECT takes, and everything that is wrong or not certain with it.

    A return with errors is written too, for COLLECT takes those. Exit code 0: no errors. 1: errors found. 2: it could
    not run.
    """
    from ui.cli.convert import convert_files

    with told():
        order = Order(
            files=tuple(sources),
            request=request_of(collection, lea, estab, level, pay, base_pay_basis, switch, practice=practice, now=now),
            last_year=last_year,
            answers=tuple(answers or ()),
            recipe=recipe,
            workspace=workspace,
            official=official,
            out=out,
            report=report,
            serial=serial_of(serial),
            now=now_or_given(now),
            force=force,
            password=password_from(password_stdin),
            as_json=as_json,
            corrected=corrected_of(to_replace, to_add),
            theirs=theirs,
        )
        code = convert_files(order)
    raise typer.Exit(code)


@app.command()
def batch(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A folder with a folder of files for each school, or an authority's folder.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Folder for the returns. [an authority's own]", show_default=False),
    ] = None,
    schools: SchoolsOption = None,
    payroll: SharedOption = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes to work with, in an authority's folder.")] = 1,
    anew: Annotated[
        bool, typer.Option("--anew", help="Do again what did not change, in an authority's folder.")
    ] = False,
    collection: YearOption = None,
    lea: LeaOption = None,
    level: LevelOption = None,
    pay: SendOption = None,
    recipe: RecipeOption = None,
    serial: SerialOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the returns of many schools, and list how each of them stands.

    In an authority's folder (see "swf-desktop authority") only what changed is done again. In any other folder every
    folder in it is a school; a recipe.toml there is that school's own; questions that are open are written into it.
    """
    from ui.cli.batch import is_of_authority, run_folder

    with told():
        if is_of_authority(folder, schools):
            from ui.cli.authority.run import run_batch_of_authority

            asked = Order(
                files=(folder,),
                request=request_of(collection, None, None, None, pay, None),
                out=out,
                now=now_or_given(now),
                as_json=as_json,
            )
            raise typer.Exit(
                run_batch_of_authority(asked, schools=schools, shared=payroll or [], lea=lea, jobs=jobs, anew=anew)
            )
        if out is None:
            raise typer.BadParameter("A folder for the returns is needed.", param_hint="-o")
        order = Order(
            files=(folder,),
            request=request_of(collection, lea, None, level, pay, None),
            recipe=recipe,
            out=out,
            serial=serial_of(serial),
            now=now_or_given(now),
            as_json=as_json,
        )
        code = run_folder(order)
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
    to_replace: ReplaceOption = False,
    to_add: AddOption = False,
    theirs: TheirsOption = False,
    password_stdin: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check returns as COLLECT will, and say where each thing stands and what to do."""
    from ui.cli.check import check_files

    with told():
        order = Order(
            files=tuple(files),
            request=request_of(collection, lea, estab, level, pay, None),
            last_year=last_year,
            answers=tuple(answers or ()),
            recipe=recipe,
            official=official,
            report=report,
            password=password_from(password_stdin),
            as_json=as_json,
            corrected=corrected_of(to_replace, to_add),
            theirs=theirs,
        )
        code = check_files(order)
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
    from ui.cli.pay import pay_files

    with told():
        order = Order(
            files=tuple(sources),
            request=request_of(collection, lea, estab, level, send, base_pay_basis),
            recipe=recipe,
            out=out,
            password=password_from(password_stdin),
            as_json=as_json,
        )
        code = pay_files(order)
    raise typer.Exit(code)


@app.command()
def annex5(
    region: Annotated[str | None, typer.Option("--region", help="LI, LO, LF or EW.", show_default=False)] = None,
    scale: Annotated[str | None, typer.Option("--scale", help="TE, TU, UT, LD or AS.", show_default=False)] = None,
    collection: YearOption = None,
) -> None:
    """Print the pay tables under the name they had in 2013: points down, regions across (see pay-tables)."""
    from ui.cli.look_up import print_annex5
    from ui.cli.years import annex_year

    with told():
        print_annex5(annex_year() if collection is None else year_of(collection), region, scale)


@app.command(name="pay-tables")
def pay_tables(
    year: Annotated[
        int | None,
        typer.Option("--year", "--collection", help="Census year. [the newest by the day]", show_default=False),
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="LI, LO, LF or EW.", show_default=False)] = None,
    scale: Annotated[
        str | None, typer.Option("--scale", help="Such as TE, TU, UT, LP or LD.", show_default=False)
    ] = None,
) -> None:
    """Print a year's pay: points (advisory from 2014), ranges of scales and payments, minimum wages."""
    from ui.cli.years import print_pay_tables

    with told():
        print_pay_tables(year_of(year), region, scale)


@app.command()
def collections(now: NowOption = None, as_json: JsonOption = False) -> None:
    """Print the census years there are: dates, what changed, and how sure each part of them is."""
    from ui.cli.years import print_collections

    with told():
        print_collections(today=None if now is None else now.date(), as_json=as_json)


@app.command(name="roll-forward")
def roll_forward(
    last: Annotated[Path, typer.Argument(help="Last year's return: .xml, or .swfreturn.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The .xlsx to write. [start <year>.xlsx]", show_default=False)
    ] = None,
    collection: YearOption = None,
    now: NowOption = None,
) -> None:
    """Make last year's return this year's start: a workbook of people and open contracts to bring up to date."""
    from ui.cli.years import roll

    with told():
        raise typer.Exit(roll(last, out, request_of(collection, None, None, now=now).chosen_year))


@app.command(name="diff-years")
def diff_years(
    before: Annotated[int, typer.Argument(help="The earlier census year.", show_default=False)],
    after: Annotated[int, typer.Argument(help="The later census year.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Print what differs between two census years: items, codes, rules, pay, dates."""
    from ui.cli.years import print_differences

    with told():
        print_differences(before, after, as_json=as_json)


@app.command(name="new-year")
def new_year(
    year: Annotated[int, typer.Argument(help="The census year to make.", show_default=False)],
    before: Annotated[int, typer.Option("--from", help="The year to make it from.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder to make it in. [year-<year>]", show_default=False)
    ] = None,
) -> None:
    """Make the folder of a census year that is not held yet; run again, it says what is still to be filled in."""
    from ui.cli.years import make_year

    with told():
        raise typer.Exit(make_year(year, before, out or Path(f"year-{year}")))


@app.command()
def learn(
    source: Annotated[
        Path,
        typer.Argument(
            help="A return (.xml) that COLLECT accepted, or the department's schema (.xsd), rule workbook or Common "
            "Basic Data Set (.xlsx).",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the year pack. [year-<year>]", show_default=False)
    ] = None,
    collection: YearOption = None,
    use: Annotated[bool, typer.Option("--use", help="Take the year pack into use at once.")] = False,
) -> None:
    """Learn of a census year from a file: what it covers goes into a year pack. Nothing about people is kept."""
    from ui.cli.years import learn_from

    with told():
        raise typer.Exit(learn_from(source, out, collection, use=use))


@app.command(name="year-pack")
def year_pack(
    action: Annotated[PackAction, typer.Argument(help="list, export or install.")] = PackAction.LIST,
    source: Annotated[
        Path | None, typer.Argument(help="The folder to export, or the file to install.", show_default=False)
    ] = None,
    target: Annotated[Path | None, typer.Argument(help="The file to export to.", show_default=False)] = None,
) -> None:
    """Give a census year on in one file, or take one in; installed packs stand before the program's own tables."""
    from ui.cli.years import year_pack as do

    with told():
        raise typer.Exit(do(action.value, source, target))


@app.command()
def template(
    out: Annotated[Path, typer.Option("-o", "--out", help="The .xlsx to write.")] = Path("staff data template.xlsx"),
    collection: YearOption = None,
) -> None:
    """Write an empty workbook to fill in, with a sheet for each kind of record."""
    from ui.cli.look_up import write_template_file

    with told():
        write_template_file(out, year_of(collection))


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
    collection: YearOption = None,
) -> None:
    """Write the files of the sample school, Harbour Lane Primary: of the newest census, or of the first, and ugly."""
    from ui.cli.look_up import write_sample_files

    with told():
        write_sample_files(out, form.value, year_of(collection))


@app.command()
def codes(
    code_set: Annotated[
        str | None, typer.Argument(metavar="[SET]", help="A set's number or a part of its name.", show_default=False)
    ] = None,
    collection: YearOption = None,
) -> None:
    """Print the code sets, or one of them."""
    from ui.cli.look_up import print_codes

    with told():
        print_codes(year_of(collection), code_set)


@app.command()
def rules(
    number: Annotated[str | None, typer.Argument(help="A rule's number, such as 4490.", show_default=False)] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Only the rules of this census year.", show_default=False)
    ] = None,
) -> None:
    """Print the rules, or all there is to know about one."""
    from ui.cli.look_up import print_rules

    with told():
        print_rules(number, year)


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
        order = Order(tuple(files), request_of(None, lea, estab), report=report, as_json=as_json)
        code = compare_files(before, order, share=share)
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
    known: Annotated[
        Path | None, typer.Option("--known", help="File of known differences (.csv), shared.", show_default=False)
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="Write the differences to this .csv, to add the reasons.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Set COLLECT's own list of errors beside ours: theirs only, ours only, both, and what is known to differ."""
    from ui.cli.after_upload import beside_collect

    with told():
        order = Order(tuple(files), request_of(None, lea, estab), report=report, as_json=as_json)
        code = beside_collect(listed, order, known_path=known, keep=keep)
    raise typer.Exit(code)


@app.command()
def refused(
    files: FilesArgument,
    message: Annotated[
        Path | None,
        typer.Option("--message", help="File with what COLLECT said. [standard input]", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the file, put right.", show_default=False)
    ] = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    serial: SerialOption = None,
    now: NowOption = None,
) -> None:
    """COLLECT refused to load the file: say which part of the message is likely at fault, and write it again."""
    from ui.cli.after_upload import message_from, refused_by_collect

    with told():
        order = Order(
            tuple(files), request_of(None, lea, estab), out=out, serial=serial_of(serial), now=now_or_given(now)
        )
        code = refused_by_collect(message_from(message, files), order)
    raise typer.Exit(code)


@app.command()
def changes(
    before: Annotated[Path, typer.Argument(help="The file of the last upload (.xml).", show_default=False)],
    files: FilesArgument,
    lea: LeaOption = None,
    estab: EstabOption = None,
) -> None:
    """Say in words what changed since the last upload. Exit code 0 also where nothing did."""
    from ui.cli.after_upload import say_changes

    with told():
        say_changes(before, Order(tuple(files), request_of(None, lea, estab)))


@app.command()
def notes(
    sheet: Annotated[Path, typer.Argument(help="The sheet of query notes that came back.", show_default=False)],
    workspace: Annotated[Path, typer.Argument(help="The workspace (.swfreturn) they belong to.", show_default=False)],
) -> None:
    """Take notes and ticks from a sheet of query notes into the workspace: what was filled in, and nothing else."""
    from ui.cli.returns.workspaces import take_notes

    with told():
        take_notes(sheet, workspace)


@app.command()
def pack(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="The return that the slips are filled from. [no slips]", show_default=False),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the pack.")] = Path("census day"),
    collection: YearOption = None,
    last_year: LastYearOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    now: NowOption = None,
) -> None:
    """Write the census-day pack: calendar (also .ics), sheet of counts, and a checking slip for each employee.

    The workbook of slips comes back with --answers and changes what was filled in, and nothing else.
    """
    from ui.cli.before import write_census_pack

    with told():
        request = request_of(collection, lea, estab)
        order = Order(tuple(files or ()), request, last_year=last_year, out=out, now=now_or_given(now))
        write_census_pack(order, year_of(collection))


@app.command()
def head(
    files: FilesArgument,
    out: Annotated[Path, typer.Option("-o", "--out", help="The .html to write.")] = Path("page for the head.html"),
    last_year: Annotated[
        Path | None, typer.Option("--last-year", help="Last year's return (.xml): what changed.", show_default=False)
    ] = None,
    collection: YearOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    now: NowOption = None,
) -> None:
    """Write one page for the head: heads, pay, what changed and why, what is not certain, and a line to sign."""
    from ui.cli.head import write_head_page

    with told():
        write_head_page(
            Order(tuple(files), request_of(collection, lea, estab), last_year=last_year, now=now_or_given(now)), out
        )


@app.command()
def remove(
    workspace: Annotated[Path, typer.Argument(help="The workspace (.swfreturn) to remove.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write a record of it to this .txt.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this the list is only shown.")] = False,
    now: NowOption = None,
) -> None:
    """Remove a return completely: list all that belongs to it, and with --yes remove it. Sources stay as they are."""
    from ui.cli.returns.workspaces import remove_return

    with told():
        code = remove_return(workspace, out, yes, now_or_given(now))
    raise typer.Exit(code)


@app.command()
def protect(
    workspace: Annotated[
        Path, typer.Argument(help="The workspace (.swfreturn), which nobody has open.", show_default=False)
    ],
    new_password_file: Annotated[
        Path | None,
        typer.Option("--new-password-file", help="A file whose first line is the new password.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the recovery key to this .txt.", show_default=False)
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Take the password off.")] = False,
    now: NowOption = None,
) -> None:
    """Protect a return with a password, or with another one, and give its recovery key to print."""
    from ui.cli.returns.workspaces import protect_return

    with told():
        protect_return(workspace, new_password_file=new_password_file, out=out, off=off, now=now_or_given(now))


@app.command()
def support(
    files: FilesArgument,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for a copy about nobody.", show_default=False)
    ] = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
    now: NowOption = None,
) -> None:
    """Print details for a helpdesk that name nobody; with -o also write a redacted copy with the same findings."""
    from ui.cli.support import support_files

    with told():
        support_files(Order(tuple(files), request_of(None, lea, estab), out=out, now=now_or_given(now)))


app.add_typer(authority, name="authority")
lessons = Doors(help="Lessons to take with practice returns.", no_args_is_help=True)
app.add_typer(lessons, name="lessons")
LessonArgument = Annotated[
    str, typer.Argument(metavar="LESSON", help="A lesson's name or number, or a .toml file.", show_default=False)
]
LessonFolder = Annotated[Path, typer.Option("-o", "--out", help="The lesson's folder.")]


@lessons.command("list")
def list_lessons() -> None:
    """List the lessons."""
    from ui.cli.practice import lessons as commands

    with told():
        commands.list_lessons()


@lessons.command("start")
def start_lesson(name: LessonArgument, out: LessonFolder = Path("lesson"), collection: YearOption = None) -> None:
    """Begin a lesson in a folder, or begin it anew: its files and an empty practice workspace."""
    from ui.cli.practice import lessons as commands

    with told():
        commands.start_lesson(name, out, collection and year_of(collection))


@lessons.command("look")
def look_at_lesson(name: LessonArgument, out: LessonFolder = Path("lesson"), collection: YearOption = None) -> None:
    """Say which steps of a lesson are done. Exit code 1 while any is open."""
    from ui.cli.practice import lessons as commands

    with told():
        code = commands.look_at_lesson(name, out, collection and year_of(collection))
    raise typer.Exit(code)


@lessons.command("prove")
def prove_lesson(name: LessonArgument, collection: YearOption = None) -> None:
    """Prove a lesson: its files are made, and each step can be done and counts as done only then."""
    from ui.cli.practice import lessons as commands

    with told():
        commands.prove_lesson(name, collection and year_of(collection))


@lessons.command("handout")
def write_handout(
    name: LessonArgument,
    out: Annotated[Path, typer.Option("-o", "--out", help="The .html or .pdf to write.")] = Path("handout.html"),
    answers: Annotated[bool, typer.Option("--answers", help="With what to look at: for the trainer.")] = False,
) -> None:
    """Write a lesson's handout, to print."""
    from ui.cli.practice import lessons as commands

    with told():
        commands.write_handout(name, out, answers)


@lessons.command("present")
def write_presenter(
    name: LessonArgument,
    out: Annotated[Path, typer.Option("-o", "--out", help="The .html or .pdf to write.")] = Path("presenter.html"),
    collection: YearOption = None,
) -> None:
    """Write the page for whoever presents a lesson: what to tell, to do and to show, with the answers."""
    from ui.cli.practice import lessons as commands

    with told():
        commands.write_presenter(name, out, collection and year_of(collection))


@app.command()
def practice(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the files.")] = Path("practice"),
    staff: Annotated[int, typer.Option("--staff", help="People in the made school, 10 to 5000.")] = 60,
    phase: Annotated[str, typer.Option("--phase", help="primary, secondary, special or pru.")] = "primary",
    faults: Annotated[
        str,
        typer.Option(
            "--faults",
            help="What to plant: 4430,4490x2,pay:7,file:date; or all, random:5. Without it the school is clean.",
        ),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same files.")] = 1,
    collection: YearOption = None,
    level: LevelOption = None,
    lea: LeaOption = None,
    estab: EstabOption = None,
) -> None:
    """Make a practice return with faults to find, the workbook it comes from, and the answer sheet."""
    from converters.practice.maker import Wanted
    from ui.cli.practice.practice import make

    with told():
        request_of(collection, lea, estab, level, None, None)
        central = level is not None and level.value == "la"
        numbers = {"lea": lea} if lea is not None else {}
        make(
            Wanted(
                year_of(collection),
                staff,
                phase,
                faults,
                seed,
                "L" if central else "S",
                estab=estab,
                **numbers,
            ),
            out,
        )


@app.command()
def selftest() -> None:
    """Check that the program has everything it needs on this computer."""
    from ui.cli.selftest import run

    raise typer.Exit(run())


if __name__ == "__main__":
    sys.exit(main())

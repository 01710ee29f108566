"""The commands of `swf-desktop authority`, with their options; what they do stands in `run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.guard import Doors
from ui.cli.options import JsonOption, NowOption, Order, YearOption, now_or_given, request_of, year_of
from ui.cli.outcome import told

authority = Doors(
    help="An authority's or a trust's folder: all schools, what is asked of many, papers. Run it with batch.",
    no_args_is_help=True,
)

FolderArgument = Annotated[Path, typer.Argument(help="The authority's folder.", show_default=False)]


def _order(folder: Path, *, as_json: bool = False, out: Path | None = None) -> Order:
    return Order((folder,), request_of(None, None, None), out=out, as_json=as_json)


@authority.command("show")
def show(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """List how each return stands, what it waits for and from whom, and what COLLECT should show."""
    from ui.cli.authority import run

    with told():
        code = run.show_overview(_order(folder, as_json=as_json))
    raise typer.Exit(code)


@authority.command("findings")
def findings(
    folder: FolderArgument,
    rule: Annotated[str | None, typer.Option("--rule", help="All findings of one rule.", show_default=False)] = None,
    as_json: JsonOption = False,
) -> None:
    """List errors and queries by rule over all schools, or one rule's with people and schools."""
    from ui.cli.authority import run

    with told():
        run.show_findings(_order(folder, as_json=as_json), rule)


@authority.command("questions")
def questions(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """List what is open: a question that many schools ask is listed and answered once."""
    from ui.cli.authority import run

    with told():
        run.show_questions(_order(folder, as_json=as_json))


@authority.command("answer")
def answer(
    folder: FolderArgument,
    number: Annotated[int, typer.Argument(help="The question's number in the list.", show_default=False)],
    text: Annotated[str, typer.Argument(metavar="ANSWER", help="As the list offers it.", show_default=False)],
) -> None:
    """Answer one question for all schools that ask it."""
    from ui.cli.authority import run

    with told():
        run.answer(_order(folder), number, text)


@authority.command("site")
def site(
    folder: FolderArgument,
    text: Annotated[str, typer.Argument(metavar="SITE", help="As the shared file has it.", show_default=False)],
    school: Annotated[str, typer.Argument(help="LA and number, a name, or none.", show_default=False)],
) -> None:
    """Say once which school a site or cost centre of the shared files is."""
    from ui.cli.authority import run

    with told():
        run.say_site(_order(folder), text, school)


@authority.command("fix")
def fix(
    folder: FolderArgument,
    rule: Annotated[str, typer.Argument(help="The rule's number.", show_default=False)],
    text: Annotated[str, typer.Argument(metavar="VALUE", help="What is to stand there.", show_default=False)],
    value: Annotated[
        str | None, typer.Option("--where", help="Only where this stands now.", show_default=False)
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, kept with each change.")] = "",
) -> None:
    """Correct one rule's findings at all schools: one step in each return, which can be undone there."""
    from ui.cli.authority import run

    with told():
        code = run.fix(_order(folder), rule, text, value, reason)
    raise typer.Exit(code)


@authority.command("wording")
def wording(
    folder: FolderArgument,
    rule: Annotated[str, typer.Argument(help="The rule's number.", show_default=False)],
    text: Annotated[str | None, typer.Argument(help="The agreed note. [as it is]", show_default=False)] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", help="A school for which it is right: its queries get it.", show_default=False),
    ] = None,
) -> None:
    """Agree the note on a rule's queries, and write it at the schools that confirm it."""
    from ui.cli.authority import run

    with told():
        code = run.wording(_order(folder), rule, text, confirm or [])
    raise typer.Exit(code)


def _mark(folder: Path, school: str, what: str, now: object) -> None:
    from datetime import datetime

    from ui.cli.authority import run

    with told():
        day = now if isinstance(now, datetime) else None
        run.mark(Order((folder,), request_of(None, None, None), now=now_or_given(day)), school, what)


SchoolArgument = Annotated[str, typer.Argument(help="LA and number, or the name.", show_default=False)]


@authority.command("sent")
def sent(folder: FolderArgument, school: SchoolArgument, now: NowOption = None) -> None:
    """Mark a school's file, as it is now, as sent."""
    _mark(folder, school, "sent", now)


@authority.command("authorised")
def authorised(folder: FolderArgument, school: SchoolArgument, now: NowOption = None) -> None:
    """Mark a sent return as authorised; an academy authorises its own."""
    _mark(folder, school, "authorised", now)


@authority.command("papers")
def papers(
    folder: FolderArgument,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for them. [papers in the folder]", show_default=False)
    ] = None,
    packs: Annotated[bool, typer.Option("--packs", help="Also the pack to hand over with each return.")] = False,
    now: NowOption = None,
) -> None:
    """Write overview, chase list, all question sheets as one .zip, and the packs that go with the returns."""
    from ui.cli.authority import run

    with told():
        order = Order((folder,), request_of(None, None, None), out=out, now=now_or_given(now))
        code = run.papers(order, packs=packs)
    raise typer.Exit(code)


@authority.command("sample")
def sample(
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to make.")] = Path("county"),
    number: Annotated[int, typer.Option("--schools", min=1, help="How many schools.")] = 12,
    staff: Annotated[int, typer.Option("--staff", min=12, help="People at each.")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same files.")] = 1,
    collection: YearOption = None,
) -> None:
    """Make an authority of made-up schools, with one payroll workbook for all, to try this with."""
    from ui.cli.authority import run

    with told():
        run.sample(out, number, staff, seed, collection and year_of(collection))

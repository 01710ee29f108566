"""What the commands on an authority's folder do: the run over all schools, and the lists and papers after it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from converters.authority.days import keep_day
from converters.authority.deciding import (
    agree_wording,
    answer_once,
    confirm_wording,
    fix_everywhere,
    map_site,
    mark_authorised,
    mark_sent,
)
from converters.authority.folder import OPEN, Authority, is_authority, make_authority, read_authority
from converters.authority.one_school import Done
from converters.authority.packs import write_all_question_sheets, write_hand_overs
from converters.authority.papers import collect_counts, write_chase_list, write_overview
from converters.authority.run import Outcome, kept_results, run_authority
from converters.authority.school_list import CENTRAL, School, by_key, read_schools
from converters.authority.standing import Line, State, by_rule, overview, shared_questions
from converters.pipeline import read_all
from converters.request import CannotRun
from swf_desktop.collection import Collection
from swf_desktop.words import counted, row_words
from ui.cli.console import console, print_table, progress_bar
from ui.cli.options import Order
from ui.cli.outcome import CANNOT_RUN, ERRORS, OK, print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADINGS = ("School", "Name", "State", "People", "Errors", "Queries", "Questions", "Waits for", "From")
CHASED = (State.STOPPED, State.WAITING)


def run_batch_of_authority(
    order: Order, *, schools: Path | None, shared: Sequence[Path], lea: str | None, jobs: int, anew: bool
) -> int:
    """Run all schools of an authority's folder, made first where a list of schools is given; returns the exit code."""
    (folder,) = order.files
    if schools is not None:
        _make(folder, schools, shared, lea, order)
    elif shared:
        raise CannotRun("--payroll goes with --schools, when the folder is made.", "Change shared in authority.toml.")
    with _until_interrupted() as stop, progress_bar(quiet=order.as_json) as progress:

        def step(school: School, _done: Done, number: int, of: int) -> None:
            progress(f"{school.name}", number / of)

        outcome = run_authority(
            folder, order.request, now=order.now, returns=order.out, jobs=jobs, anew=anew, step=step, stop=stop
        )
    authority, results = outcome.authority, kept_results(outcome.authority)
    collection = _collection(authority, order)
    lines = overview(authority, results)
    keep_day(authority, lines, order.now.date())
    papers = write_overview(
        authority, results, authority.folder, collection=collection, leftovers=outcome.leftovers, now=order.now
    )
    if order.as_json:
        print_json(_as_json(outcome, lines))
    else:
        _tell(outcome, lines, papers)
    asked = any(key == OPEN for key in authority.sites.values())
    if outcome.stopped or any(line.state in CHASED for line in lines) or outcome.strangers or asked:
        return CANNOT_RUN
    return ERRORS if any(line.errors or line.state is State.ERRORS for line in lines) else OK


def _make(folder: Path, list_: Path, shared: Sequence[Path], lea: str | None, order: Order) -> None:
    if is_authority(folder):
        raise CannotRun(f"{folder} is an authority's folder already.", "Leave out --schools to run it.")
    found = read_schools(read_all([list_]).tables, lea)
    names = []
    for path in shared:
        if not path.is_file():
            raise CannotRun(f"There is no file {path}.", "Give the shared payroll file.")
        inside = path.resolve().is_relative_to(folder.resolve())
        names.append(path.resolve().relative_to(folder.resolve()).as_posix() if inside else str(path.resolve()))
    make_authority(
        Authority(
            folder,
            lea=lea or found[0].lea,
            year=order.request.chosen_year,
            shared=tuple(names),
            schools=tuple(found),
        )
    )


@contextmanager
def _until_interrupted() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl+C end the run after the schools that are under way; a second one ends it at once."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        console(err=True).print("Stopping after the schools that are under way; what is done is kept.")

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:
        yield lambda: False  # not in the main thread: nobody interrupts it there
        return
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _collection(authority: Authority, order: Order) -> Collection:
    return Collection.load(order.request.year or authority.year or order.request.chosen_year)


def _row(line: Line) -> tuple[str, ...]:
    figures = [str(n) if line.result and line.result.file else "" for n in (line.people, line.errors, line.queries)]
    waits = line.waits_for + (f" ({line.remark})" if line.remark else "")
    return (
        line.school.key,
        line.school.name,
        line.state.value,
        *figures,
        str(line.questions or ""),
        waits,
        line.waits_from,
    )


def _tell(outcome: Outcome, lines: Sequence[Line], papers: Iterable[Path]) -> None:
    out = console()
    if len(lines) <= 40:
        print_table(HEADINGS, map(_row, lines))
    else:
        open_ = [line for line in lines if line.state not in (State.READY, State.SENT, State.AUTHORISED)]
        print_table(HEADINGS, map(_row, open_[:40]))
        if len(open_) > 40:
            out.print(f"... and {len(open_) - 40} more: see the overview.")
    states = {state: sum(line.state is state for line in lines) for state in State}
    out.print("\n" + ", ".join(f"{number} {state.value}" for state, number in states.items() if number))
    same = sum(done.same for done in outcome.done.values())
    again = len(outcome.done) - same
    out.print(f"{counted(again, 'school')} done, {same} had not changed.")
    for key, done in outcome.done.items():
        if done.busy:
            out.print(f"{key}: somebody has this return open; it was left as it is.")
    tell_leftovers(outcome)
    if outcome.stopped:
        out.print("Stopped. What is done is kept; give the command again to go on.")
    out.print(f"The same list: {', '.join(map(str, papers))}")


def tell_leftovers(outcome: Outcome) -> None:
    """Say what of the shared files is in no return, and which folders are of no school."""
    out = console()
    for note in outcome.notes:
        out.print(note)
    for one in outcome.leftovers:
        out.print(
            f"In no return: {one.place}, {row_words(one.rows)}: {one.reason}{': ' + one.text if one.text else ''}."
        )
    if any(one.text for one in outcome.leftovers):
        out.print('Say once which school each site is: [sites] in authority.toml, or "swf-desktop authority site".')
    for folder in outcome.strangers:
        out.print(f"The folder {folder.name} is of no school of the list. Begin its name with the school's number.")


def _as_json(outcome: Outcome, lines: Sequence[Line]) -> object:
    return {
        "schools": [
            {
                **dict(zip(HEADINGS, _row(line), strict=True)),
                "same": key in outcome.done and outcome.done[key].same,
                "busy": key in outcome.done and outcome.done[key].busy,
                "file": line.result.file if line.result else "",
                "sha256": line.result.sha256 if line.result else "",
            }
            for line in lines
            for key in [line.school.key]
        ],
        "in no return": [asdict(one) for one in outcome.leftovers],
        "folders of no school": [folder.name for folder in outcome.strangers],
        "stopped": outcome.stopped,
    }


# After a run


def show_overview(order: Order) -> int:
    """Print how each return stands; returns the exit code."""
    authority = read_authority(order.files[0])
    lines = overview(authority, kept_results(authority))
    if order.as_json:
        print_json([dict(zip(HEADINGS, _row(line), strict=True)) for line in lines])
    else:
        print_table(HEADINGS, map(_row, lines))
        headings = ("COLLECT should show", "Returns", "People", "Contracts", "Errors", "Queries")
        console().print("")
        print_table(headings, [tuple(map(str, row)) for row in collect_counts(lines, _collection(authority, order))])
    return ERRORS if any(line.errors for line in lines) else OK


def show_findings(order: Order, rule: str | None) -> int:
    """Print the rules over all schools, or all findings of one of them with people and schools."""
    authority = read_authority(order.files[0])
    rules = by_rule(authority, kept_results(authority))
    if rule is None:
        rows = [(one.rule, one.severity, str(len(one.schools)), str(len(one.found))) for one in rules]
        if order.as_json:
            print_json([dict(zip(("rule", "severity", "schools", "findings"), row, strict=True)) for row in rows])
        else:
            print_table(("Rule", "Severity", "Schools", "Findings"), rows)
        return OK
    chosen = [one for one in rules if one.rule == rule]
    if order.as_json:
        print_json([{"school": school.key, **asdict(found)} for one in chosen for school, found in one.found])
        return OK
    for one in chosen:
        console().print(f"{one.words}: {counted(len(one.found), 'finding')}")
        print_table(
            ("School", "Name", "Person", "Value", "What it says"),
            [(school.key, school.name, found.person, found.value, found.message) for school, found in one.found],
        )
    return OK


def show_questions(order: Order) -> int:
    """Print what is asked once for many schools, each with a number to answer it by."""
    authority = read_authority(order.files[0])
    asked = shared_questions(authority, kept_results(authority))
    if order.as_json:
        print_json(
            [
                {"number": number, **asdict(one.asked), "schools": [school.key for school in one.schools]}
                for number, one in enumerate(asked, 1)
            ]
        )
        return OK
    out = console()
    for number, one in enumerate(asked, 1):
        where = f"asked at {counted(len(one.schools), 'school')}, answered once"
        if not one.asked.layout:
            where = f"of {one.schools[0].name} alone: answer it in its return"
        out.print(f"{number}. {one.asked.text}\n   ({where})")
        for answer, meaning in one.asked.choices:
            out.print(f'   "{answer}"' + (f" = {meaning}" if meaning else ""))
    for text, key in authority.sites.items():
        if key == "?":
            out.print(f'Site "{text}": which school is it? swf-desktop authority site FOLDER "{text}" LA-AND-NUMBER')
    return OK


def answer(order: Order, number: int, text: str) -> int:
    """Answer one question for all its schools, and say how many that are."""
    authority = read_authority(order.files[0])
    asked = shared_questions(authority, kept_results(authority))
    if not 1 <= number <= len(asked):
        raise CannotRun(f"There is no question {number}.", "See: swf-desktop authority questions.")
    answer_once(authority, asked[number - 1], text)
    console().print(f"Answered for {counted(len(asked[number - 1].schools), 'school')}. Run batch to take it up.")
    return OK


def say_site(order: Order, site: str, key: str) -> int:
    """Say once which school a site or cost centre is."""
    authority = read_authority(order.files[0])
    key = key if key in ("none", "?") else by_key(authority.schools, key).key
    map_site(authority, site, key)
    console().print(f"{site}: {key}. Run batch to take it up.")
    return OK


def fix(order: Order, rule: str, text: str, value: str | None, reason: str) -> int:
    """Put one text into the field of every finding of a rule, one undoable step in each return."""
    authority = read_authority(order.files[0])
    reached = fix_everywhere(authority, kept_results(authority), rule, text, value=value, reason=reason)
    _tell_reached(reached.done, reached.busy, "change")
    return CANNOT_RUN if reached.busy else OK


def wording(order: Order, rule: str, text: str | None, confirm: Sequence[str]) -> int:
    """Keep agreed wording for a rule, or write it where schools are confirmed."""
    authority = read_authority(order.files[0])
    if text is not None:
        authority = agree_wording(authority, rule, text)
        console().print(f"Agreed wording for {rule}: {text or 'none'}")
    if confirm:
        keys = [by_key(authority.schools, key).key for key in confirm]
        reached = confirm_wording(authority, kept_results(authority), keys)
        _tell_reached(reached.done, reached.busy, "note")
        return CANNOT_RUN if reached.busy else OK
    return OK


def _tell_reached(done: Mapping[str, int], busy: Iterable[School], what: str) -> None:
    out = console()
    out.print(f"{counted(sum(done.values()), what)} at {counted(len(done), 'school')}. Run batch to take it up.")
    for school in busy:
        out.print(f"{school.name}: somebody has this return open; it was left as it is.")


def mark(order: Order, key: str, what: str) -> int:
    """Mark a return as sent or authorised, on the day of the order."""
    authority = read_authority(order.files[0])
    school = by_key(authority.schools, key)
    result = kept_results(authority).get(school.key)
    day: date = order.now.date()
    (mark_sent if what == "sent" else mark_authorised)(authority, school, result, day)
    console().print(f"{school.name}: {what} on {day:%d/%m/%Y}.")
    return OK


def papers(order: Order, *, packs: bool) -> int:
    """Write overview, chase list and question sheets, and with `packs` the pack of each school."""
    authority = read_authority(order.files[0])
    results = kept_results(authority)
    collection = _collection(authority, order)
    out = order.out or authority.folder / "papers"
    written = write_overview(authority, results, out, collection=collection, now=order.now)
    written += write_chase_list(authority, results, out, collection)
    busy: list[School] = []
    with progress_bar(quiet=order.as_json) as progress:

        def step(school: School, number: int, of: int) -> None:
            progress(school.name, number / of)

        sheets = write_all_question_sheets(authority, results, out, now=order.now, step=step)
        written.append(sheets.path)
        busy += sheets.busy
        if packs:
            returns = authority.returns
            made, left = write_hand_overs(authority, results, out / "packs", returns=returns, now=order.now, step=step)
            written += made
            busy += left
    for path in written:
        sys.stdout.write(f"{path}\n")
    for school in dict.fromkeys(busy):
        console(err=True).print(f"{school.name}: somebody has this return open; its papers were not written.")
    return CANNOT_RUN if busy else OK


def sample(folder: Path, schools: int, staff: int, seed: int, year: int | None) -> int:
    """Make a made-up authority to try all this with."""
    from converters.practice.made_authority import make_sample_authority

    collection = Collection.load(year) if year is not None else Collection.newest()
    made = make_sample_authority(folder, schools=schools, staff=staff, seed=seed, collection=collection)
    central = sum(school.kind == CENTRAL for school in made.authority.schools)
    out = console()
    out.print(f"{counted(len(made.authority.schools) - central, 'school')} with {made.people} people: {folder}")
    out.print(f"Next: swf-desktop batch {folder}")
    return OK

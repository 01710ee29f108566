"""What is done after the upload: COLLECT's own list beside ours, a file it refused, and a comparison with last time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from converters.after.attempts import keep_attempt
from converters.built import OneReturn
from converters.pipeline import build, check_return, fill_header, read_all, write_return
from converters.request import CannotRun
from converters.sources.message import read_message
from converters.sources.reader import is_message
from converters.workspace import is_workspace, kept_request, kept_sources
from swf_desktop.files.writing import write_text
from swf_desktop.words import counted
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console, print_findings
from ui.cli.options import Order
from ui.cli.outcome import OK, print_json
from validation.collect.beside_sheet import write_beside_xlsx
from validation.collect.errors import Pair, beside, read_collect_list
from validation.collect.known import known_text, read_known, with_new, without_known
from validation.collect.refusal import Attempt, attempts_text, load_refusal, switched
from validation.reports.comparison import compare, comparison_html
from validation.reports.findings import findings_json
from validation.reports.page import Heading
from validation.reports.resubmission import changes_in_words


def one_return(order: Order) -> OneReturn:
    """Return the one return that files make: a message, a workspace, or spreadsheets together."""
    files, request = order.files, order.request
    if len(files) == 1 and is_workspace(files[0]):
        with Workspace.open(files[0], new=False) as workspace:
            built = build(kept_sources(workspace), kept_request(workspace, request))
    else:
        built = build(read_all(files), request)
    if len(built.returns) != 1:
        raise CannotRun(f"These files make {len(built.returns)} returns.", "Add --estab for the school that you want.")
    return built.returns[0]


def compare_files(before: Path, order: Order, *, share: int) -> int:
    """Compare a return with an earlier message, and print or write what differs."""
    if not before.exists():
        raise CannotRun(f"{before}: there is no such file.", "Check the name and the folder.")
    if not is_message(before):
        raise CannotRun(f"{before} is no return.", "Give the .xml of the earlier return first.")
    earlier = one_return(replace(order, files=(before,)))
    later = one_return(order)
    found = compare(earlier.return_, later.return_, later.collection, Decimal(share) / 100)
    if order.report is not None:
        order.report.mkdir(parents=True, exist_ok=True)
        page = comparison_html(found, Heading.of(later.collection, later.return_), before.name)
        write_text(order.report / "comparison.html", page)
    if order.as_json:
        print_json(findings_json(found.findings, later.return_.name, later.collection))
        return OK
    out = console()
    both = counted(found.matched, "person is", "people are")
    out.print(f"{both} in both, {len(found.joined):,} joined, {len(found.left):,} left.")
    out.print(f"{counted(len(found.contracts), 'item')} of contracts changed,")
    out.print(f"{counted(len(found.blank), 'that was filled is', 'that were filled are')} blank now,")
    out.print(f"and pay of {counted(len(found.pay), 'contract')} changed by more than {found.beyond}.")
    print_findings(found.findings, later.collection)
    return OK


def beside_collect(listed: Path, order: Order, *, known_path: Path | None = None, keep: Path | None = None) -> int:
    """Set COLLECT's own list of errors beside ours.

    known_path: differences that are known. keep: file to write them to with those found now, reasons to be added.
    """
    known = [] if known_path is None else read_known(known_path)
    theirs = read_collect_list(listed)
    one = one_return(order)
    found = beside(check_return(one, now=order.now), theirs)
    if keep is not None:
        text = known_text(with_new(known, found, one.collection.year))
        write_text(keep, text, encoding="utf-8-sig", own=keep == known_path)
    parted = without_known(found, known, one.collection.year)
    found = parted.rest
    if order.report is not None:
        order.report.mkdir(parents=True, exist_ok=True)
        write_beside_xlsx(found, order.report / "beside COLLECT.xlsx", one.collection)
    parts = (("only in COLLECT", found.theirs_only), ("only here", found.ours_only), ("in both", found.both))
    if order.as_json:
        print_json({title: [_pair(pair) for pair in pairs] for title, pairs in parts})
        return OK
    out = console()
    for title, pairs in parts:
        out.print(f"\n{len(pairs)} {title}")
        for pair in pairs:
            said = pair.theirs[0].message if pair.theirs else pair.ours[0].message
            out.print(f"  [{pair.rule}] {pair.person or 'the return'}: {said}")
    if parted.known:
        out.print(f"\n{counted(len(parted.known), 'known difference')}")
        for pair, why in parted.known:
            out.print(f"  [{pair.rule}] {pair.person or 'the return'}: {why.seen}: {why.reason}")
    if keep is not None:
        out.print(f"\nWritten: {keep}\n  Write the reason beside each rule: then it counts as known.")
    return OK


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "rule": pair.rule,
        "person": pair.person or None,
        "ours": [finding.message for finding in pair.ours],
        "theirs": [error.message for error in pair.theirs],
    }


def refused_by_collect(message: str, order: Order) -> int:
    """Say which part of the message a refusal points to, and write the file again with it turned.

    Where the file is a workspace, what was tried is kept in it.
    """
    one, out = one_return(order), order.out
    suggestions = load_refusal(message, one.collection)
    printed = console()
    if not suggestions:
        printed.print(
            "The message names nothing that can be turned on or off. Send it with the file to whoever helps you."
        )
        return OK
    for one_of in suggestions:
        likely = "likely" if one_of.likely else "possible"
        printed.print(f"{likely}: {one_of.switch} from {_word(one_of.now)} to {_word(one_of.then)}. {one_of.reason}")
    turned = [one_of for one_of in suggestions if one_of.likely] or suggestions[:1]
    if out is None:
        words = " ".join(f"--switch {one_of.switch}={_word(one_of.then)}" for one_of in turned)
        printed.print(f"\nTo write it again so: add -o and a folder, or convert with {words}")
        return OK
    for note in one.rewrite(switched(one.collection, turned)):
        printed.print(note)
    workspace_path = order.files[0] if len(order.files) == 1 and is_workspace(order.files[0]) else None
    with Workspace.open(workspace_path, new=False) as workspace:
        before = one.return_.message.code("SerialNo") or "001"
        number = order.serial or (workspace.next_serial() if workspace_path is not None else f"{int(before) + 1:03d}")
        out.mkdir(parents=True, exist_ok=True)
        written = write_return(one, out / one.file_name(number), serial=number, now=order.now)
        printed.print(f"\nWritten: {written.path}")
        if workspace_path is not None:
            tried = Attempt(number, written.path.name, dict(one.collection.switches), f"before it: {message.strip()}")
            then = {one_of.switch: one_of.then for one_of in turned}
            kept = keep_attempt(workspace, tried, then, order.now, written.sha256)
            printed.print(f"\n{attempts_text(kept, Heading.of(one.collection, one.return_))}")
    return OK


def _word(value: object) -> str:
    return "on" if value is True else "off" if value is False else str(value)


def message_from(path: Path | None, files: Sequence[Path]) -> str:
    """Return the loader's message from a file, or from standard input once it is known that the return is there."""
    for file in files:
        if not file.exists():
            raise CannotRun(f"{file}: there is no such file.", "Check the name and the folder.")
    return sys.stdin.read() if path is None else path.read_text(encoding="utf-8-sig", errors="replace")


def say_changes(before: Path, order: Order) -> None:
    """Print a sentence for each change."""
    last = read_message(before)
    one = one_return(order)
    if last.collection.year != one.collection.year:
        raise CannotRun(
            f"The last file is of {last.collection.year} and this return of {one.collection.year}.",
            "For two years use swf-desktop compare.",
        )
    if not one.as_is:
        fill_header(one, "001", order.now)
    said = changes_in_words(last.return_, one.return_, one.collection)
    out = console()
    for sentence in said:
        out.print(sentence)
    out.print(
        "Nothing changed since the last upload." if not said else f"\n{len(said)} changes. Raise the serial number."
    )

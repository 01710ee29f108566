"""The rules in words, as Markdown: the table of `docs/rules.md` and the page of one rule, both made from `rules.csv`.

Nothing is written by hand twice: `python docs/build_help.py` (`nox -s docs`) writes the table and the program's help.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from swf_desktop.collection import KIND_LABELS, Collection, RuleRow

PLACES: Final = {
    "here": "here, at the person or record",
    "whole return": "here, over the whole return",
    "COLLECT only": "in COLLECT only: it needs what the department holds centrally",
}
"""Where a rule can be checked, in words."""

_OURS: Final = "ours"
_ADDRESS: Final = re.compile(r"https?://[^\s)]*[^\s).,;]")
_READING: Final = re.compile(r"OUR READING(?: FOR \d{4})?:\s*")
_FACTS: Final = {
    "contract.pay_level": "Whether pay and hours stand at the contract or at its roles",
    "person.age": "The person's age on census day",
    "contract.open": "Whether the contract is open on census day",
    "person.category": "The person's category (teacher, agency teacher, teaching assistant, other support)",
}
_EVERY: Final = {"*": "Every item"}


class Cases(NamedTuple):
    """How many cases of the corpus a rule passes, and in how many it fires."""

    passing: int
    failing: int


def corpus_cases(folder: Path) -> dict[str, Cases]:
    """Count the cases in a folder of `<number>.toml` files by rule. Raises OSError and tomllib.TOMLDecodeError."""
    counted = {}
    for path in sorted(folder.glob("*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
        fires = Counter(any(finding["rule"] == path.stem for finding in case["findings"]) for case in cases)
        counted[path.stem] = Cases(fires[False], fires[True])
    return counted


def in_order(rows: Iterable[RuleRow]) -> list[RuleRow]:
    """Return rules in the order people look for them: the department's by number, then our own."""
    return sorted(rows, key=lambda row: (not row.official, int(re.sub(r"\D", "", row.number)), row.number))


def state_words(row: RuleRow, year: int) -> str:
    """Return whether a rule is checked in a census year, as a table has it."""
    return row.state if row.in_year(year) else f"not in {year}"


def year_words(row: RuleRow) -> str:
    """Return the census years of a rule: `2010 to 2014`, `since 2010`, `all`."""
    if row.since is None:
        return "all" if row.until is None else f"until {row.until}"
    if row.until is None:
        return f"since {row.since}"
    return str(row.since) if row.since == row.until else f"{row.since} to {row.until}"


def rule_table(rows: Iterable[RuleRow], cases: Mapping[str, Cases], year: int) -> str:
    """Return the page with every rule: a table, and below it what the numbers of the last column stand for."""
    ordered = in_order(rows)
    bases = list(dict.fromkeys(part for row in ordered for part in _bases(row)))
    lines = [
        "# Every rule",
        "",
        "This table is made by `nox -s docs` from the program's own table of rules and from the cases that test them;",
        "do not edit it by hand. Numbers are the department's; those that begin with X are ours: checks of our own,",
        "and a few of the department's whose number is not known.",
        "",
        *_summary(ordered, year),
        "",
        "- **Cases**: how often the tests make a return pass the rule, and how often they make it fail.",
        "- **Where**: *here* and *whole return* are checked by this program, *COLLECT only* by COLLECT alone.",
        "- **Known from**: the numbers lead to the list below the table.",
        "",
        "| Rule | Title | Severity | State | Years | Where | Pass cases | Fail cases | How sure | Known from |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in ordered:
        count = cases.get(row.number, Cases(0, 0))
        cells = (
            row.number,
            row.title,
            row.severity,
            state_words(row, year),
            year_words(row),
            row.where,
            str(count.passing),
            str(count.failing),
            row.confidence,
            ", ".join(str(bases.index(part) + 1) for part in _bases(row)),
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    lines += ["", "## Known from", ""]
    lines += [f"{number}. {_linked(part)}" for number, part in enumerate(bases, 1)]
    lines += ["", "## Why a rule is off", ""]
    lines += [f"- {row.number} ({row.title}): {_text(row.state_reason)}" for row in ordered if row.state_reason]
    return "\n".join(lines) + "\n"


def rule_index(rows: Iterable[RuleRow], year: int, page: Callable[[RuleRow], str]) -> str:
    """Return the short list for the program's help. page: from a rule to the address of its page."""
    lines = [
        "# Every rule",
        "",
        "Each number leads to a page that says what the rule means and what to do. Numbers are the department's;",
        "those that begin with X are ours: checks of our own, and a few of the department's whose number is not known.",
        "",
        "| Rule | What it is about | Severity | State |",
        "|---|---|---|---|",
    ]
    for row in in_order(rows):
        state = state_words(row, year)
        if row.where == "COLLECT only" and row.in_year(year):
            state = "COLLECT only"
        lines.append(f"| [{row.number}]({page(row)}) | {_cell(row.title)} | {row.severity} | {_cell(state)} |")
    return "\n".join(lines) + "\n"


def rule_page(row: RuleRow, collection: Collection, *, index: str = "index.md") -> str:
    """Return the help page of one rule: what it means, what to do, and how it is known and how sure that is.

    index: the address of the list of rules.
    """
    lines = [f"# {row.number}: {row.title}", "", _kind(row), "", *_standing(row, collection), ""]
    # Of a rule that was deleted nothing is known but that.
    if row.message != row.condition:
        filled = ["The program fills in the words in italics.", ""] if "{" in row.message else []
        lines += ["## What you see", "", *filled, f"> {_gaps(row.message)}", ""]
        lines += ["## What to do", "", _gaps(row.action), ""]
    if row.severity == "query" and (row.official or row.note):
        lines += _note(row)
    if row.condition:
        lines += ["## When it appears", "", *_condition(row), ""]
    items = _items(row, collection)
    if items:
        lines += ["It looks at:", "", *(f"- {item}" for item in items), ""]
    lines += ["## How this is known", "", *_evidence(row), ""]
    lines += [f"[Every rule]({index})"]
    return "\n".join(lines) + "\n"


def _summary(rows: Sequence[RuleRow], year: int) -> list[str]:
    own = sum(not row.official for row in rows)
    states = Counter(state_words(row, year) for row in rows if row.where != "COLLECT only")
    only = sum(row.where == "COLLECT only" for row in rows)
    listed = "; ".join(f"{state}: {count}" for state, count in sorted(states.items(), key=lambda item: -item[1]))
    return [
        f"{len(rows)} rules, {len(rows) - own} of the department and {own} under numbers of our own.",
        f"For {year}, of those that can be checked here: {listed}. In COLLECT only: {only}.",
    ]


def _kind(row: RuleRow) -> str:
    if row.severity == "query":
        sort = "**A query.** The return can be sent with it, if the figures are right and a note says why."
    else:
        sort = "**An error.** Put it right before you send the return."
    if row.official:
        return f"{sort} It is a rule of the department under this number."
    if row.confidence != _OURS:
        return f"{sort} The department has this rule, but its number is not known: the one here is ours."
    return f"{sort} It is a check of our own: we know of no such rule of the department, so COLLECT may say nothing."


def _standing(row: RuleRow, collection: Collection) -> list[str]:
    """Say whether it is checked, where and in which years."""
    state = {
        "on": "It is checked.",
        "off": "It is switched off.",
        "known issue": "It is checked, with a known issue.",
    }[row.state]
    if not row.in_year(collection.year):
        state = f"It does not belong to {collection.year} and is not checked for it."
    if row.where == "COLLECT only":
        state = "This program cannot check it."
    reason = f" {_text(row.state_reason)}" if row.state_reason else ""
    return [
        f"- State: {state}{reason}",
        f"- Checked {PLACES[row.where]}.",
        f"- Census years: {year_words(row)}.",
    ]


def _note(row: RuleRow) -> list[str]:
    lines = ["## If it is right as it stands", ""]
    if row.note:
        lines += ["Enter a note in COLLECT. A suggestion, to be changed to what is true in your school:", ""]
        lines += [f"> {_text(row.note)}"]
    else:
        lines += ["Enter a note in COLLECT that says why the figures are right."]
    return [*lines, ""]


def _condition(row: RuleRow) -> list[str]:
    """Return the condition, and our reading of it as a paragraph of its own: a choice is not a fact."""
    said, *reading = _READING.split(row.condition, maxsplit=1)
    lines = [_text(said.strip())] if said.strip() else []
    if reading:
        lines += ["", f"Where that leaves a choice, our reading: {_text(reading[0].strip())}"]
    return lines


def _items(row: RuleRow, collection: Collection) -> list[str]:
    return list(dict.fromkeys(_item(name, collection) for name in row.items))


def _item(name: str, collection: Collection) -> str:
    if name in _EVERY:
        return _EVERY[name]
    if name in _FACTS:
        return _FACTS[name]
    field = collection.fields.get(name)
    if field is None:
        return f"`{name}`"
    return f"{_text(field.label)} ({KIND_LABELS[field.kind].lower()}; `{field.tag}`)"


def _evidence(row: RuleRow) -> list[str]:
    """Say what a rule rests on: the department's own rule workbook could not be read for any year."""
    if row.confidence == _OURS:
        return ["- We made this check.", f"- It rests on: {_linked(row.basis)}"]
    return [f"- Known from: {_linked(row.basis)}", f"- How sure: {_text(row.confidence)}"]


def _bases(row: RuleRow) -> list[str]:
    return [part for text in row.basis.split("; ") if (part := text.strip())]


def _gaps(text: str) -> str:
    """Return a message as Markdown, what the program fills in as words in italics."""
    return re.sub(
        r"\{(\w+)\}", lambda match: f"*{match[1].replace('_', ' ')}*", re.sub(r"([\\`*\[\]<>|#])", r"\\\1", text)
    )


def _text(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)


def _linked(text: str) -> str:
    """Return a text as it is, with its addresses as links."""
    parts = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts += [_text(text[end : match.start()]), f"<{match[0]}>"]
        end = match.end()
    return "".join([*parts, _text(text[end:])])


def _cell(text: str) -> str:
    return _text(text) or " "

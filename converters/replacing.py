"""A corrected file: which file it takes the place of, what is carried over to it, and what it changes.

Nothing here changes anything: the window and the command show what comes of it and ask before they do it, as one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from converters.built import Sources
from converters.matching.headings import exact_key, headings_of
from converters.matching.layout import find_layout, found_once
from converters.papers.recognised import paper_of
from converters.pipeline import build
from converters.recipe.recipe import SAME_NAME, Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.recipe.renamed import renamed
from converters.request import CannotRun, Request
from converters.sources.table import SourceError, Table
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return
from swf_desktop.words import counted, listed
from swf_desktop.workspace.journal import HAND, Change, Edit, Entry, FieldChange, RecipeChange
from swf_desktop.workspace.workspace import Workspace
from validation.reports.comparison import base_pay, contract_label, match_contracts, match_people

_FEWEST: Final = 3
"""So many headings two sheets have in common at least before they are taken for one layout."""

_MOST: Final = 5
"""So many people are named of one kind of change; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A file that may take the place of one that is here.

    new, old: the files' names. sheets: each sheet of the new file to the one of the old that it is. lost: sheets of the
    old file that the new one does not have.
    """

    new: str
    old: str
    sheets: tuple[tuple[str | None, str | None], ...]
    lost: tuple[str | None, ...] = ()

    @property
    def question(self) -> str:
        """What is asked."""
        if self.new == self.old:
            return f"A file called {self.old} is here already. Does this one replace it, or add to it?"
        return f"{self.new} has the columns of {self.old}. Does it replace {self.old}, or add to it?"


@dataclass(frozen=True, slots=True)
class ByHand:
    """A change made by hand whose cell of the file changed.

    mine, before, after: as people read them, "" for nothing.
    """

    edit: Edit
    who: str
    label: str
    mine: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """What differs, in a sentence."""
        return (
            f"{self.label} of {self.who}: you entered {self.mine or 'nothing'}; the file said "
            f"{self.before or 'nothing'} and now says {self.after or 'nothing'}."
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """What a corrected file changes, in sentences.

    by_hand: changes by hand whose cell changed. without: edits that would have no record, which are kept. unknown: why
    it cannot be said what changes, empty where it is said.
    """

    sentences: tuple[str, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    without: int = 0
    unknown: str = ""

    @property
    def all(self) -> list[str]:
        """Everything that is to be read before one decides."""
        if self.unknown:
            return [f"What it changes cannot be shown yet. {self.unknown}"]
        said = list(self.sentences) or ["Nothing that comes into the return differs."]
        if self.without:
            said.append(
                f"{counted(self.without, 'change', 'changes')} that you made by hand {_be(self.without)} about "
                "somebody or something that is not in it; they are kept, and come back with them."
            )
        return said


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


# Which file


def fits(here: Sequence[Table], new: Sequence[Table], recipe: Recipe, collection: Collection) -> list[Fit]:
    """Return, for each new file that may take the place of one that is here, which and how its sheets correspond.

    A file may where it has the same name and differs, or where a sheet of it has the headings of a sheet that is here.
    Papers of this program are none, and neither are files that are here exactly so.
    """
    unused = {(one.file, one.sheet) for one in recipe.sheets if not one.use}
    headings = _headings_by(recipe, collection)
    with found_once():
        known = {
            (table.file, table.sheet): headings(table) for table in here if (table.file, table.sheet) not in unused
        }
        found = []
        for file, tables in _by_file(new).items():
            if any(paper_of(table) for table in tables):
                continue
            fit = _fit(file, tables, known, _by_file(here), headings)
            if fit is not None:
                found.append(fit)
    return found


def _headings_by(recipe: Recipe, collection: Collection) -> Callable[[Table], frozenset[str]]:
    knows = headings_of(collection).knows
    decided = {exact_key(heading) for sheet in recipe.sheets for heading in sheet.columns}

    def headings(table: Table) -> frozenset[str]:
        layout = find_layout(table, lambda text: knows(text) or exact_key(text) in decided)
        return frozenset() if layout is None else frozenset(exact_key(text) for text in layout.headings if text)

    return headings


def _by_file(tables: Iterable[Table]) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(table.file, []).append(table)
    return found


def _fit(
    file: str,
    tables: list[Table],
    known: Mapping[tuple[str, str | None], frozenset[str]],
    here: Mapping[str, list[Table]],
    headings: Callable[[Table], frozenset[str]],
) -> Fit | None:
    best: tuple[int, float, bool] = (0, 0.0, False)
    chosen = None
    heads = {table.sheet: headings(table) for table in tables}
    for old in here:
        pairs, shares = [], 0.0
        free = {sheet: there for (name, sheet), there in known.items() if name == old and there}
        for sheet, own in heads.items():
            match, share = _like(own, free)
            if share:
                free.pop(match)
                pairs.append((sheet, match))
                shares += share
        if not pairs and old == file:
            pairs = [(sheet, sheet) for sheet in heads if any(table.sheet == sheet for table in here[old])]
        elif not pairs:
            continue
        weight = (len(pairs), round(shares, 6), old == file)
        if chosen is None or weight > best or old == file:
            lost = [table.sheet for table in here[old] if table.sheet not in {match for _, match in pairs}]
            best, chosen = weight, Fit(file, old, tuple(pairs), tuple(lost))
        if old == file:
            break
    return chosen


def _like(own: frozenset[str], free: Mapping[str | None, frozenset[str]]) -> tuple[str | None, float]:
    """Return the sheet whose headings are most like these, and how much; 0 where none is."""
    best, found = 0.0, None
    for other, there in free.items():
        both = len(own & there)
        share = both / len(own | there) if own or there else 0.0
        # To ask costs little: a renamed column of a small sheet must not hide that it is the same.
        if both >= min(_FEWEST, len(there)) and share >= SAME_NAME and share > best:
            best, found = share, other
    return found, best


def carried(recipe: Recipe, fit: Fit) -> Recipe:
    """Return the recipe with everything that was decided about the old file decided about the new one."""
    return renamed(recipe, {(fit.old, match): (fit.new, sheet) for sheet, match in fit.sheets})


def in_its_place(here: Sequence[Table], new: Sequence[Table], fit: Fit) -> list[Table]:
    """Return the tables with the new file's in the place of the old one's."""
    own = [table for table in new if table.file == fit.new]
    place = next((number for number, table in enumerate(here) if table.file == fit.old), len(here))
    others = [table for table in here if table.file not in (fit.old, fit.new)]
    before = len([table for table in here[:place] if table.file not in (fit.old, fit.new)])
    return [*others[:before], *own, *others[before:]]


# What changes


def what_changes(sources: Sources, request: Request, after: Sequence[Table], fits: Sequence[Fit]) -> Changed:
    """Return what the return differs in once files have taken others' places.

    request: as it stands, with the user's edits. after: the tables then. The files are compared as they are, without
    what was entered by hand: that stands whatever they say.
    """
    bare = replace(request, overlay=(), added=())
    recipe = request.recipe
    for fit in fits:
        recipe = carried(recipe, fit)
    try:
        first = build(sources, bare)
        then = build(replace(sources, tables=list(after)), replace(bare, recipe=recipe))
    except (CannotRun, SourceError) as error:
        return Changed(unknown=f"{error.found} {error.remedy}")
    if len(first.returns) != 1 or len(then.returns) != 1:
        return Changed(unknown="The files are about several schools: choose one first.")
    collection = then.returns[0].collection
    before, later = first.returns[0].return_, then.returns[0].return_
    new = len(then.questions) - len(first.questions)
    sentences = _differences(before, later, collection)
    if new > 0:
        sentences.append(f"{counted(new, 'question')} more to answer.")
    sentences += [
        f"The sheet {sheet} of {fit.old} is not in {fit.new}: what it said goes."
        for fit in fits
        for sheet in fit.lost
        if sheet is not None
    ]
    return Changed(tuple(sentences), tuple(_by_hand(request.overlay, before, later, collection)), _gone(request, later))


def _differences(before: Return, after: Return, collection: Collection) -> list[str]:
    pairs = _same_people(before, after)
    old, new = {id(one) for one, _ in pairs}, {id(one) for _, one in pairs}
    said = _named("is new", "are new", [person_label(one) for one in after.staff if id(one) not in new], "person")
    said += _named(
        "is no longer in it", "are no longer in it", [person_label(one) for one in before.staff if id(one) not in old]
    )
    begun: list[str] = []
    ended: list[str] = []
    hours: list[str] = []
    pay: list[str] = []
    others: list[str] = []
    for one, other in pairs:
        label = person_label(other)
        contracts = _same_contracts(one, other)
        both = {id(contract) for pair in contracts for contract in pair}
        begun += [
            f"{label}: {contract_label(new_one, collection)}"
            for new_one in other.of("contract")
            if id(new_one) not in both
        ]
        ended += [
            f"{label}: {contract_label(old_one, collection)}"
            for old_one in one.of("contract")
            if id(old_one) not in both
        ]
        differs = _texts(one, collection) != _texts(other, collection)
        for first, then in contracts:
            if texts := _hours(first, then, collection):
                hours.append(f"{label}: {', '.join(texts)}")
            was, now = base_pay(first), base_pay(then)
            if was != now:
                pay.append(f"{label}: {_pounds(was)} to {_pounds(now)}")
            differs = differs or _texts(first, collection) != _texts(then, collection)
        differs = differs or _below(one, collection) != _below(other, collection)
        if differs:
            others.append(label)
    said += _named("contract is new", "contracts are new", begun, "")
    said += _named("contract is no longer in it", "contracts are no longer in it", ended, "")
    said += _named("contract has other hours", "contracts have other hours", hours, "")
    said += _named("contract has other pay", "contracts have other pay", pay, "")
    totals = _total(before), _total(after)
    if totals[0] != totals[1]:
        said.append(f"Base pay of all: {_pounds(totals[0])} to {_pounds(totals[1])}.")
    return said + _named("differs in something else", "differ in something else", others)


def _named(one: str, many: str, names: list[str], what: str = "person") -> list[str]:
    """Return a sentence with a count and names, none where there are none."""
    if not names:
        return []
    number = len(names)
    count = counted(number, "person", "people") if what else f"{number:,}"
    rest = f" and {number - _MOST:,} more" if number > _MOST else ""
    return [f"{count} {one if number == 1 else many}: {'; '.join(names[:_MOST])}{rest}."]


def _same_people(before: Return, after: Return) -> list[tuple[Record, Record]]:
    keys = {one.key: one for one in before.staff}
    pairs = [(keys[one.key], one) for one in after.staff if one.key in keys]
    done = {id(record) for pair in pairs for record in pair}
    return pairs + match_people(
        [one for one in before.staff if id(one) not in done], [one for one in after.staff if id(one) not in done]
    )


def _same_contracts(one: Record, other: Record) -> list[tuple[Record, Record]]:
    keys = {contract.key: contract for contract in one.of("contract")}
    pairs = [(keys[contract.key], contract) for contract in other.of("contract") if contract.key in keys]
    done = {id(record) for pair in pairs for record in pair}
    return pairs + match_contracts(
        [contract for contract in one.of("contract") if id(contract) not in done],
        [contract for contract in other.of("contract") if id(contract) not in done],
    )


def _texts(record: Record, collection: Collection) -> dict[str, object]:
    """Return what is sent of a record, but for hours and pay, which are told by themselves."""
    fields = collection.kinds[record.kind].fields
    return {
        tag: value.sent
        for tag, value in record.values.items()
        if tag in fields and fields[tag].sent and fields[tag].type != "hours" and tag != "BasePay"
    }


def _below(person: Record, collection: Collection) -> list[str]:
    """Return what is sent of everything below a person but the contracts, in an order of its own."""
    return sorted(
        repr((record.kind, sorted(_texts(record, collection).items())))
        for record in person.walk()
        if record.kind not in ("staff", "contract")
    )


def _hours(first: Record, then: Record, collection: Collection) -> list[str]:
    return [
        f"{field.label[0].lower()}{field.label[1:]} {first.code(tag) or 'none'} to {then.code(tag) or 'none'}"
        for tag, field in collection.kinds["contract"].fields.items()
        if field.type == "hours" and first.code(tag) != then.code(tag)
    ]


def _total(return_: Return) -> Decimal:
    return sum((base_pay(one) or Decimal(0) for person in return_.staff for one in person.of("contract")), Decimal(0))


def _pounds(amount: Decimal | None) -> str:
    return "none" if amount is None else f"£{amount:,.2f}"


# What was entered by hand


def _by_hand(overlay: Iterable[Edit], before: Return, after: Return, collection: Collection) -> Iterable[ByHand]:
    edits = [edit for edit in overlay if not edit.record.startswith(HAND)]
    wanted = {edit.record for edit in edits}
    then = {one.key: one for one in before.message.walk() if one.key in wanted}
    now = {one.key: one for one in after.message.walk() if one.key in wanted}
    for edit in edits:
        field = collection.fields.get(edit.field)
        if field is None or edit.record not in then or edit.record not in now:
            continue
        was, is_ = _sent(then[edit.record], field.tag), _sent(now[edit.record], field.tag)
        mine = canonical_value(field, edit.text).sent if edit.text.strip() else ""
        if was == is_ or is_ == mine:
            continue
        person = now[edit.record].person()
        yield ByHand(
            edit,
            "the school" if person is None else person_label(person),
            field.label,
            in_people_s_words(edit.field, _text(mine), collection),
            in_people_s_words(edit.field, _text(was), collection),
            in_people_s_words(edit.field, _text(is_), collection),
        )


def _sent(record: Record, tag: str) -> object:
    value = record.values.get(tag)
    return "" if value is None else value.sent


def _text(sent: object) -> str:
    return "; ".join(sent) if isinstance(sent, tuple) else str(sent)


def in_people_s_words(field_name: str, text: str, collection: Collection) -> str:
    """Return a value as people read it: a code by its label, a date as dd/mm/yyyy, money with its sign."""
    field = collection.fields[field_name]
    if not text:
        return ""
    if field.type == "code":
        known = collection.code_sets[field.code_set].codes.get(text)
        return f"{known.description} ({text})" if known is not None else text
    if field.type == "date":
        return "/".join(reversed(text.split("-")))
    return f"£{text}" if field.type == "money" else text


def _gone(request: Request, after: Return) -> int:
    here = {record.key for record in after.message.walk()}
    return sum(1 for edit in request.overlay if not edit.record.startswith(HAND) and edit.record not in here)


def taking_theirs(by_hand: Iterable[ByHand]) -> tuple[Change, ...]:
    """Return the changes by which what the file says stands in the place of what was entered by hand."""
    return tuple(FieldChange(one.edit.record, one.edit.field, one.edit, None) for one in by_hand)


def question_on(fits: Sequence[Fit]) -> str:
    """Return the question on several files as one text."""
    return " ".join(fit.question for fit in fits)


def replaced_label(fits: Sequence[Fit]) -> str:
    """Return the label of the step by which files took others' places."""
    by = "a corrected file" if len(fits) == 1 else "corrected files"
    return f"{listed([fit.old for fit in fits], 3)} replaced by {by}"


def put_in_place(
    workspace: Workspace,
    tables: Iterable[tuple[str, str | None, int, bytes, str]],
    fits: Sequence[Fit],
    theirs: Iterable[ByHand] = (),
) -> Entry:
    """Put files into others' places, with what was decided of them, as one step that can be undone; return the step.

    tables: see `Workspace.put_in_place_of`. theirs: changes by hand that give way to what the file says now. All of it
    happens or nothing does.
    """
    with workspace.together():
        change: Change = workspace.put_in_place_of(dict.fromkeys(fit.old for fit in fits), tables)
        changes: list[Change] = [change]
        text = workspace.recipe
        if text:
            recipe = parse_recipe(text, "the decisions of this return")
            after = recipe
            for fit in fits:
                after = carried(after, fit)
            if after != recipe:
                changes.append(RecipeChange(text, recipe_text(after)))
        return workspace.do(Entry(replaced_label(fits), (*changes, *taking_theirs(theirs))))

"""The recipe: what was decided about a school's files, as one readable TOML file that can be sent round and used again.

A recipe says for each sheet whether it is used, what one row stands for, where the headings are and which field each
column is; for each text that is no code which code it means; and how the other questions were answered. `"?"` marks
what is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from converters.recipe.target import OPEN
from swf_desktop.words import sheet_words

SAME_LAYOUT = 0.75
SAME_NAME = 0.6
"""The share of headings that two sheets must have in common to be of one layout: any two, and two of the same name."""


class RecipeError(Exception):
    """A recipe that cannot be used: names the file, what was found and what to do."""

    def __init__(self, file: str, found: str, remedy: str) -> None:
        super().__init__(f"{file}: {found} {remedy}")
        self.file = file
        self.found = found
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class SheetRecipe:
    """The decisions for one sheet (`sheet` is None for a file without sheets).

    header_rows: as people count, from 1; empty where they were found by themselves. columns: heading to target (see
    `converters.matching.columns.Proposal.target`), `ignore`, or `?`.
    fill_down: headings; None where found by themselves.
    defaults: full field name to the text to use where the sheet says nothing.
    """

    file: str
    sheet: str | None
    use: bool = True
    grain: str = ""
    header_rows: tuple[int, ...] = ()
    fill_down: tuple[str, ...] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """How people name the sheet."""
        return sheet_words(self.file, self.sheet)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All decisions for one return.

    codes: field name to {text as the files have it: code}. answers: question key to answer. leave_out: person or
    contract key to the reason. asked: whom an open question was put to (see `recipe.asking`).
    """

    collection: int | None = None
    lea: str | None = None
    estab: str | None = None
    level: str | None = None
    sheets: tuple[SheetRecipe, ...] = ()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    leave_out: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)

    def for_sheet(self, file: str, sheet: str | None, headings: Iterable[str] = ()) -> SheetRecipe | None:
        """Return the decisions for a sheet: the one of this file and sheet, else one that knows most of its headings.

        Next month's file has another name but the same layout, so a sheet is also known by its headings: at least
        three quarters of those that either side has, or six tenths where the sheet has the same name.
        """
        for candidate in self.sheets:
            if (candidate.file, candidate.sheet) == (file, sheet):
                return candidate
        here = {heading for heading in headings if heading}
        best, best_share = None, 0.0
        for candidate in self.sheets:
            there = set(candidate.columns)
            if not there or not here:
                continue
            share = len(here & there) / len(here | there)
            least = SAME_NAME if sheet is not None and candidate.sheet == sheet else SAME_LAYOUT
            if share >= least and share > best_share:
                best, best_share = candidate, share
        return best

    def settled(self, field_name: str) -> dict[str, str]:
        """Return the texts of one field that were given a code, without those still open."""
        return {text: code for text, code in self.codes.get(field_name, {}).items() if code != OPEN}

    def answered(self) -> dict[str, str]:
        """Return the answers without those still open."""
        return {key: answer for key, answer in self.answers.items() if answer != OPEN}

    def with_return(self, collection: int, lea: str | None, estab: str | None, level: str) -> Recipe:
        """Return this recipe for the given return."""
        return replace(self, collection=collection, lea=lea, estab=estab, level=level)

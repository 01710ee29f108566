"""The list of schools: who they are, read from any table that has their numbers and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from converters.request import CannotRun
from converters.sources.table import Cell, Table, cell_text, is_blank

CENTRAL: Final = "central"
ACADEMY: Final = "academy"
MAINTAINED: Final = "maintained"


@dataclass(frozen=True, slots=True)
class School:
    """One return of the authority: a school's, or (kind `central`, without `estab`) that of its central staff.

    lea: three digits. estab: four. kind: `maintained`, `academy` or `central`. contact: whom to ask, as it is written.
    sent: the SHA-256 of the file that was sent, and the day in ISO form; authorised: the day. Both empty until then.
    """

    lea: str
    estab: str
    name: str
    phase: str = ""
    kind: str = MAINTAINED
    contact: str = ""
    sent: tuple[str, str] = ("", "")
    authorised: str = ""

    @property
    def key(self) -> str:
        """What the school is called in commands, file names and lists: `2001`, or `999 central`."""
        return f"{self.lea} {CENTRAL}" if self.kind == CENTRAL else f"{self.lea}{self.estab}"

    @property
    def level(self) -> str:
        """Whose return it is, as a request has it."""
        return "la" if self.kind == CENTRAL else "school"

    @property
    def file_stem(self) -> str:
        """The name of its workspace without the ending: safe on every disk."""
        name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", self.name)
        return " ".join(f"{self.key} {name}".split())[:80].rstrip(" .")


_COLUMNS: Final = {
    "lea": ("la", "lea", "la number", "la no", "la code", "local authority number", "local authority", "lea number"),
    "estab": (
        *("estab", "estab number", "establishment number", "dfe number", "dfe no", "dfes number", "school number"),
        *("establishment", "school no", "dfe", "dfe estab no", "dfe code", "laestab", "la estab", "la/estab", "number"),
    ),
    "name": ("name", "school name", "school", "establishment name"),
    "phase": ("phase", "phase of education", "school phase"),
    "kind": ("type", "kind", "academy", "status", "school type", "academy or maintained", "type of school"),
    "contact": ("contact", "contact name", "contact email", "e-mail", "email", "school contact", "who to ask"),
}
_NEEDED: Final = ("estab", "name")
_WITHIN: Final = 30
_WHOLE: Final = re.compile(r"(\d{3}) ?/? ?(\d{4})")


def read_schools(tables: Iterable[Table], lea: str | None = None) -> list[School]:
    """Return the schools that tables list, in their order. lea: the authority's number, where no column says it.

    Raises CannotRun where no table has numbers and names, or rows cannot be right: each is named with its place.
    """
    schools: dict[str, School] = {}
    wrong: list[str] = []
    found = False
    for table in tables:
        heads = _headings(table)
        if heads is None:
            continue
        found = True
        row, columns = heads
        for index in range(row + 1, table.height):
            cells = table.row(index)
            if all(is_blank(cell) for cell in cells):
                continue
            place = f"{table.place}, row {table.number_of(index)}"
            school, problem = _school({name: cells[column] for name, column in columns.items()}, lea)
            if school is None:
                wrong.append(f"{place}: {problem}")
            elif school.key in schools:
                wrong.append(f"{place}: {school.key} stands in the list twice.")
            else:
                schools[school.key] = school
    if not found:
        raise CannotRun(
            "The list of schools has no row of headings with a school number and a name.",
            "Head its columns LA, Number, Name, Phase, Type and Contact; number and name are needed.",
        )
    if wrong:
        more = f" (and {len(wrong) - 5} more)" if len(wrong) > 5 else ""
        raise CannotRun(f"The list of schools cannot be used. {' '.join(wrong[:5])}{more}", "Correct these rows.")
    if not schools:
        raise CannotRun("The list of schools has no school in it.", "Give each school a row with number and name.")
    return list(schools.values())


def _headings(table: Table) -> tuple[int, dict[str, int]] | None:
    for row in range(min(table.height, _WITHIN)):
        columns: dict[str, int] = {}
        for column, cell in enumerate(table.row(row)):
            text = " ".join(cell_text(cell).casefold().replace("_", " ").replace(".", " ").split())
            for name, words in _COLUMNS.items():
                if text in words and name not in columns:
                    columns[name] = column
                    break
        if all(name in columns for name in _NEEDED):
            return row, columns
    return None


def _digits(cell: Cell, width: int) -> str:
    text = cell_text(cell).strip()
    return text.zfill(width) if text.isascii() and text.isdigit() else text


def _school(cells: dict[str, Cell], lea: str | None) -> tuple[School | None, str]:
    texts = {name: cell_text(cell).strip() for name, cell in cells.items()}
    number, authority = texts["estab"], _digits(cells.get("lea"), 3) or lea or ""
    whole = _WHOLE.fullmatch(number)
    if whole is not None:
        if authority and texts.get("lea") and authority != whole[1]:
            return None, f"the number {number} is not of the authority {authority} beside it."
        authority, number = whole[1], whole[2]
    kind, problem = _kind(texts.get("kind", ""), number)
    if problem:
        return None, problem
    if not re.fullmatch(r"\d{3}", authority, re.ASCII):
        return None, "no LA number of three digits. Add a column LA, or give --lea."
    number = "" if kind == CENTRAL else number.zfill(4)
    if kind != CENTRAL and not re.fullmatch(r"\d{4}", number, re.ASCII):
        return None, f"{texts['estab'] or 'nothing'!r} is no school number of four digits."
    if not texts["name"]:
        return None, "the school has no name."
    return School(authority, number, texts["name"], texts.get("phase", ""), kind, texts.get("contact", "")), ""


def _kind(text: str, number: str) -> tuple[str, str]:
    said = text.casefold()
    if CENTRAL in said or (not number and "author" in said):
        return CENTRAL, ""
    if not said or said in ("no", "n", "false"):
        return MAINTAINED, ""
    if "academ" in said or "free school" in said or said in ("yes", "y", "true", "trust"):
        return ACADEMY, ""
    known = ("maintain", "communit", "voluntar", "foundation", "nursery", "special", "pru", "referral", "la school")
    if any(word in said for word in known) or said in ("va", "vc"):
        return MAINTAINED, ""
    return "", f"{text!r} says neither academy nor maintained (nor central, for the authority's own staff)."


def by_key(schools: Sequence[School], text: str) -> School:
    """Return the school that a key, a number or a name means. Raises CannotRun where none or several do."""
    wanted = text.strip().casefold()
    found = [one for one in schools if wanted in (one.key.casefold(), one.estab, one.name.casefold())]
    if len(found) != 1:
        what = "no school" if not found else f"{len(found)} schools"
        raise CannotRun(f"{text!r} is {what} of this list.", "Give LA and number in seven digits, such as 9992001.")
    return found[0]

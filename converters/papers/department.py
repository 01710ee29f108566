"""The department's own papers of a year, beside ours: its rule workbook, its Common Basic Data Set, its schema.

Each is read by its headings (or, the schema, by its elements) into a list beside ours: theirs only, ours only, and
what differs. What a paper covers is taken over into a year pack. Where a rule's condition is not built here, it is
listed and off; an item that is theirs only is named, because nobody here can know what to fill it with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from converters.papers.year_folder import begin, ended, from_year, say_seen, write_schema
from converters.sources.table import SourceError, Table
from swf_desktop.certainty import GUESS, SEEN
from swf_desktop.collection import CodeSet, Collection
from swf_desktop.message_schema import path_of
from swf_desktop.packs import put_rows
from swf_desktop.tables import in_force, table

RULE_HEADINGS: Final = {
    "number": ("rule number", "rule no", "validation number", "validation no", "error number", "error no", "error code",
               "rule id", "rule", "sequence number", "number", "no"),
    "severity": ("severity", "error or query", "error query", "error type", "rule type", "type",
                 "status"),
    "message": ("error message", "validation message", "message text", "message", "text", "description"),
    "condition": ("validation check", "validation rule", "rule logic", "condition", "logic", "check", "definition"),
    "items": ("data items", "data item", "fields", "field", "xml tags", "items"),
}  # fmt: skip
CODE_HEADINGS: Final = {
    "set": ("code set number", "code set id", "code set no", "codeset number", "codeset id", "codeset", "code set",
            "set number", "code set code"),
    "name": ("code set name", "codeset name", "set name", "code set description", "code set title"),
    "code": ("code", "code value", "value"),
    "description": ("code description", "description", "meaning", "label", "value description"),
}  # fmt: skip
ITEM_HEADINGS: Final = {
    "number": ("cbds number", "cbds no", "cbds ref", "data item number", "item number", "cbds"),
    "tag": ("xml tag", "xml tag name", "tag", "element name", "xml element"),
    "name": ("data item name", "item name", "data item", "name"),
    "set": CODE_HEADINGS["set"],
    "census": ("school workforce census", "school workforce", "swc", "swf", "workforce census", "collections",
               "data collections", "collection"),
}  # fmt: skip
LOOKED_THROUGH: Final = 40
"""Rows of a sheet among which its headings are sought: such workbooks begin with a title and notes."""

MOST_APART: Final = 0.5
"""Where more than this share of our codes is not in their list, it is likely to be another list."""

LEAST_KNOWN: Final = 10
"""Rules of ours that a sheet must name before it is taken for a rule workbook unasked."""

LEAST_SETS: Final = 3
"""Code sets of ours that a sheet must name before it is taken for a Common Basic Data Set unasked."""

_NUMBER: Final = re.compile(r"(\d{4})\s*(Q)?", re.IGNORECASE)
_CODE: Final = re.compile(r"[A-Za-z0-9*/+.-]{1,12}")


class Apart(NamedTuple):
    """One thing in which their paper and our tables differ: a rule, code or item. ours, theirs: blank for none."""

    what: str
    ours: str
    theirs: str


@dataclass(slots=True)
class Compared:
    """A paper beside our tables. what: its kind, as people call it. same: how many entries are in both and alike.

    notes: sentences on what was not taken over, and why. rows: what goes into the pack, by table. seen: part of the
    year that the paper makes sure, with the sentence that says so.
    """

    what: str
    same: int = 0
    theirs_only: list[Apart] = field(default_factory=list)
    ours_only: list[Apart] = field(default_factory=list)
    differing: list[Apart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, rows: Iterable[dict[str, str]]) -> None:
        """Have rows go into a table of the pack."""
        self.rows.setdefault(name, []).extend(rows)


def compare_workbook(tables: Sequence[Table], collection: Collection) -> Compared:
    """Compare a rule workbook, or one of the Common Basic Data Set, with our tables. Raises SourceError for another."""
    for sheet in tables:
        columns = _headed(sheet, RULE_HEADINGS, ("number", "message"))
        if columns is not None and sum(1 for row in _rows(sheet, columns) if _rule_number(row)) > 1:
            return _compare_rules(_rows(sheet, columns), collection)
    coded = [(sheet, columns) for sheet in tables if (columns := _headed(sheet, CODE_HEADINGS, ("set", "code")))]
    if coded:
        items = [row for sheet in tables if (at := _headed(sheet, ITEM_HEADINGS, ("tag",))) for row in _rows(sheet, at)]
        rows = [row for sheet, columns in coded for row in _rows(sheet, columns)]
        found = _compare_codes(rows, {row["tag"]: row.get("set", "") for row in items}, collection)
        _compare_items(found, items, collection)
        return found
    named = tables[0].file if tables else "the file"
    raise SourceError(
        named,
        "It has neither a column of rule numbers with their messages, nor one of code sets with their codes.",
        "Give the department's rule workbook, or the Common Basic Data Set, as it was downloaded (.xlsx).",
    )


def is_paper(sheet: Table) -> bool:
    """Whether a sheet is beyond doubt one of the department's papers: it holds the very rules or codes that ours do.

    Headings alone do not say it, as a list of staff has a number, a code and a description too.
    """
    rows = _first_rows(sheet)
    columns = _among(rows, RULE_HEADINGS, ("number", "message"))
    if columns is not None:
        known = {row["number"][:4] for row in table("rules.csv") if row["number"][:4].isdigit()}
        numbers = {number for row in _rows(sheet, columns) if (number := _rule_number(row))}
        return len(numbers & known) >= LEAST_KNOWN and len(numbers & known) * 2 > len(numbers)
    columns = _among(rows, CODE_HEADINGS, ("set", "code"))
    if columns is None:
        return False
    sets = {row["set_id"] for row in table("codes.csv")}
    found = {row["set"] for row in _rows(sheet, columns) if row["set"]}
    return len(found & sets) >= LEAST_SETS


def write_compared(found: Compared, collection: Collection, folder: Path) -> list[Path]:
    """Take over into a year pack's folder what a paper covers, and return the files. Raises OSError."""
    written = begin(folder, collection)
    written += [put_rows(folder, name, rows) for name, rows in found.rows.items() if rows]
    for part, sentence in found.seen.items():
        say_seen(folder, collection, part, sentence)
    if "elements.csv" in found.rows:
        write_schema(folder, collection)
    return written


# Sheets by their headings


class _Headed(NamedTuple):
    """Where the headings of a sheet stand. row: counted from 0. columns: what each is, to its place."""

    row: int
    columns: Mapping[str, int]


def _headed(sheet: Table, headings: Mapping[str, tuple[str, ...]], needed: Sequence[str]) -> _Headed | None:
    return _among(_first_rows(sheet), headings, needed)


def _first_rows(sheet: Table) -> list[list[str]]:
    """Return the plain texts of the rows among which headings are sought; what is no text is no heading."""
    return [
        [_plain(cell) if isinstance(cell, str) else "" for cell in sheet.row(row)]
        for row in range(min(sheet.height, LOOKED_THROUGH))
    ]


def _among(
    rows: Sequence[Sequence[str]], headings: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> _Headed | None:
    for row, texts in enumerate(rows):
        columns: dict[str, int] = {}
        for what, names in headings.items():
            # The first name that any column has: the narrower ones stand first.
            at = next((texts.index(name) for name in names if name in texts), None)
            if at is not None and at not in columns.values():
                columns[what] = at
        if all(what in columns for what in needed):
            return _Headed(row, columns)
    return None


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return the words of a text alone. Kept, as every sheet that is given is looked at, and cells repeat."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


def _rows(sheet: Table, headed: _Headed) -> Iterator[dict[str, str]]:
    """Yield the rows below the headings; a cell of a set's number that is blank repeats the one above."""
    above = {"set": "", "name": ""}
    for row in range(headed.row + 1, sheet.height):
        found = {what: _text(sheet.columns[at][row]) for what, at in headed.columns.items()}
        if not any(found.values()):
            continue
        for what in ("set", "name"):
            if what in found:
                found[what] = above[what] = found[what] or above[what]
        yield found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())


# Rules


def _rule_number(row: Mapping[str, str]) -> str:
    match = _NUMBER.match(row.get("number", ""))
    return "" if match is None else match[1]


def _severity(row: Mapping[str, str]) -> str:
    """Return `error` or `query`; the letter behind the number tells where no column does, nothing where neither."""
    said = row.get("severity", "").casefold()
    if said:
        return "query" if said.startswith("q") or "query" in said or "warning" in said else "error"
    match = _NUMBER.match(row.get("number", ""))
    return "query" if match is not None and match[2] else ""


def _compare_rules(rows: Iterable[Mapping[str, str]], collection: Collection) -> Compared:
    found = Compared("rule workbook")
    year = collection.year
    theirs = {number: row for row in rows if (number := _rule_number(row))}
    ours = {row.number[:4]: row for row in collection.rules.values() if row.official and row.in_year(year)}
    own_rows = {row["number"]: row for row in table("rules.csv") if in_force(row, year)}
    basis = f"the department's rule workbook of {year}"
    for number, row in theirs.items():
        severity, message = _severity(row), row.get("message", "")
        held = ours.get(number)
        if held is None:
            found.theirs_only.append(Apart(number, "", f"{severity or 'severity not said'}: {message}"))
            name = f"{number}Q" if severity == "query" else number
            found.put("rules.csv", [_new_rule(name, severity, row, year, basis)])
        elif severity and severity != held.severity:
            found.differing.append(Apart(held.number, held.severity, severity))
            found.put(
                "rules.csv",
                from_year(own_rows[held.number], year, severity=severity, basis=basis, confidence=SEEN),
            )
        else:
            found.same += 1
    found.ours_only = [
        Apart(row.number, f"{row.severity}: {row.title}", "") for number, row in ours.items() if number not in theirs
    ]
    if found.ours_only:
        found.notes.append(
            "Rules that are ours only stay as they are: a workbook may leave out what COLLECT still asks."
        )
    if found.theirs_only:
        found.notes.append("Rules that are theirs only are listed and off: what they ask is not built here.")
    found.seen["rules"] = f"Numbers and severities are those of the department's rule workbook of {year}."
    return found


def _new_rule(number: str, severity: str, row: Mapping[str, str], year: int, basis: str) -> dict[str, str]:
    message = row.get("message", "").replace("{", "(").replace("}", ")")
    return {
        **dict.fromkeys(table("rules.csv")[0], ""),
        "number": number,
        "title": message[:80] or number,
        "severity": severity or "error",
        "level": "return",
        "message": message,
        "action": "COLLECT will say where.",
        "from": str(year),
        "where": "COLLECT only",
        "state": "off",
        "state_reason": "It stands in the department's rule workbook; what it asks is not built here.",
        "condition": row.get("condition", ""),
        "basis": basis,
        "confidence": SEEN,
    }


# Codes


def _compare_items(found: Compared, items: Iterable[Mapping[str, str]], collection: Collection) -> None:
    """Compare the items of this census with those of our message, where their sheet says which census has which."""
    theirs = {row["tag"]: row.get("name", "") for row in items if row["tag"] and _is_of_census(row.get("census", ""))}
    if not theirs:
        return
    elements = {
        row["element"]: row["tag"] or row["element"] for row in table("elements.csv") if in_force(row, collection.year)
    }
    tags = {one.tag for one in collection.fields.values() if one.sent}
    ours = {element for element, tag in elements.items() if tag in tags}
    found.theirs_only += [Apart(f"item {tag}", "", name) for tag, name in theirs.items() if tag not in ours | tags]
    found.ours_only += [Apart(f"item {one}", "in our message", "") for one in sorted(ours) if one not in theirs]
    found.same += len(ours & theirs.keys())
    found.notes.append(
        "Items are listed and stay as they are: whether one is in the file, the schema says, or a file that COLLECT "
        "accepted."
    )


def _is_of_census(cell: str) -> bool:
    """Whether a cell of the items sheet says that the School Workforce Census has the item."""
    words = _plain(cell)
    return words in ("y", "yes", "x", "true", "1") or any(name in words.split() for name in ("swf", "swc", "workforce"))


def _compare_codes(rows: Iterable[Mapping[str, str]], tags: Mapping[str, str], collection: Collection) -> Compared:
    found = Compared("Common Basic Data Set")
    sets: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        if row["set"] and _CODE.fullmatch(row["code"]):
            sets.setdefault(row["set"], {})[row["code"]] = row.get("description", "")
            names[row["set"]] = row.get("name", "")
    covered = set()
    for set_id, codes in sets.items():
        for one in _our_sets(set_id, names[set_id], tags, collection):
            if one.id not in covered and _compare_set(found, one, codes, collection):
                covered.add(one.id)
    if not covered:
        found.notes.append("None of its code sets is one of ours, by number, name or item: nothing was taken over.")
    else:
        found.notes.append(f"{len(covered)} of our {len(_lists(collection))} code lists were found in it.")
        found.seen["codes"] = (
            f"{len(covered)} lists are those of the department's Common Basic Data Set of {collection.year}; the "
            "others are as they were."
        )
    return found


def _lists(collection: Collection) -> list[CodeSet]:
    return [one for one in collection.code_sets.values() if one.membership == "list"]


def _our_sets(set_id: str, name: str, tags: Mapping[str, str], collection: Collection) -> list[CodeSet]:
    """Return our lists that a set of theirs is: of its number, else of an item that has it, else of its name."""
    lists = _lists(collection)
    by_id = [one for one in lists if one.id == set_id]
    if by_id:
        return by_id
    of_tags = {tag for tag, number in tags.items() if number == set_id != ""}
    of_items = {one.code_set for one in collection.fields.values() if one.tag in of_tags and one.sent}
    by_tag = [one for one in lists if one.id in of_items]
    if by_tag:
        return by_tag
    return [
        one for one in lists if _plain(name) and _plain(one.name.partition("(")[0]) == _plain(name.partition("(")[0])
    ]


def _compare_set(found: Compared, one: CodeSet, codes: Mapping[str, str], collection: Collection) -> bool:
    """Compare one list of ours with theirs; return whether it was taken over."""
    year = collection.year
    main = {code for code, row in one.codes.items() if not row.part_of}
    gone = main - codes.keys()
    if main and len(gone) > MOST_APART * len(main):
        found.notes.append(f"{one.name}: {len(gone)} of our {len(main)} codes are not in it; it was left as it is.")
        return False
    basis = f"the department's Common Basic Data Set of {year}"
    take_over_codes(found, one, codes, gone, year, basis)
    return True


def take_over_codes(
    found: Compared, one: CodeSet, codes: Mapping[str, str], gone: Iterable[str], year: int, basis: str
) -> None:
    """Note how a list of theirs differs from one of ours, and put the rows that make ours like it."""
    own = {row["code"]: row for row in table("codes.csv") if row["set_id"] == one.id and in_force(row, year)}
    for code, description in codes.items():
        held = one.codes.get(code)
        if held is None:
            found.theirs_only.append(Apart(f"{one.name}: {code}", "", description or code))
            blank = dict.fromkeys(table("codes.csv")[0], "")
            row = {"set_id": one.id, "set_name": one.name, "code": code, "description": description or code}
            row |= {"from": str(year), "use": "swf", "membership": "list", "basis": basis, "confidence": SEEN}
            found.put("codes.csv", [{**blank, **row}])
            continue
        if description and _plain(description) != _plain(held.description):
            found.differing.append(Apart(f"{one.name}: {code}", held.description, description))
        else:
            found.same += 1
        if held.confidence.startswith(GUESS) and code in own:
            # A guess is a guess in every year.
            found.put("codes.csv", [{**own[code], "basis": basis, "confidence": SEEN}])
    for code in sorted(gone):
        found.ours_only.append(Apart(f"{one.name}: {code}", one.codes[code].description, ""))
        if code in own:
            found.put("codes.csv", [ended(own[code], year)])


# The schema


def compare_schema(path: Path, collection: Collection) -> Compared:
    """Compare the department's XSD with our message of the year. Raises SourceError for what is no such schema."""
    theirs = _elements_of(path)
    root = next(iter(theirs), "")
    if root != "Message":
        raise SourceError(
            str(path),
            f"It describes {root or 'no message'}, and the return begins with Message.",
            "Give the department's XSD of the School Workforce Census.",
        )
    found = Compared("schema")
    year = collection.year
    rows = {path_of(row): row for row in table("elements.csv") if in_force(row, year)}
    found.same = len(rows.keys() & theirs.keys())
    found.theirs_only = [Apart(one, "", "element") for one in theirs if one not in rows]
    for one, row in rows.items():
        if one not in theirs:
            found.ours_only.append(Apart(one, "element", ""))
            found.put("elements.csv", [ended(row, year)])
    _orders(found, rows, list(theirs), year)
    _listed(found, rows, theirs, collection)
    if found.theirs_only:
        found.notes.append(
            "Elements that are theirs only are named, and have no place yet: a row in elements.csv and one in "
            "fields.csv add each (docs/new-year.md, step 4)."
        )
    else:
        found.seen["message"] = f"Its elements and their order are those of the department's schema of {year}."
    return found


def _elements_of(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the path of every element of a schema, in order, with the values it may have where they are listed."""
    import xmlschema

    try:
        schema = xmlschema.XMLSchema10(str(path), allow="sandbox", defuse="always")
    except Exception as error:
        raise SourceError(
            str(path), "It is no schema that can be read.", "Download the XSD again from the department."
        ) from error
    found: dict[str, tuple[str, ...]] = {}

    def walk(element: Any, above: str, depth: int) -> None:
        here = f"{above}/{element.local_name}" if above else element.local_name
        listed = getattr(element.type, "enumeration", None) or ()
        found[here] = tuple(map(str, listed))
        if not element.type.is_simple() and depth < LOOKED_THROUGH:
            for child in element.type.content.iter_elements():
                if hasattr(child, "type"):
                    walk(child, here, depth + 1)

    message = schema.elements.get("Message") or next(iter(schema.elements.values()), None)
    if message is not None:
        walk(message, "", 0)
    return found


def _orders(found: Compared, rows: Mapping[str, dict[str, str]], theirs: list[str], year: int) -> None:
    """Put our elements below each parent in their order, where it differs."""
    place = {one: number for number, one in enumerate(theirs)}
    below: dict[str, list[str]] = {}
    for one in rows:
        if one in place:
            below.setdefault(one.rpartition("/")[0], []).append(one)
    for parent, ours in below.items():
        ours.sort(key=lambda one: int(rows[one]["order"]))
        wanted = sorted(ours, key=place.__getitem__)
        if wanted == ours:
            continue
        names = [[one.rpartition("/")[2] for one in some] for some in (ours, wanted)]
        found.differing.append(Apart(f"order below {parent}", " ".join(names[0]), " ".join(names[1])))
        orders = [rows[one]["order"] for one in ours]
        for one, order in zip(wanted, orders, strict=True):
            if rows[one]["order"] != order:
                found.put("elements.csv", from_year(rows[one], year, order=order, confidence=SEEN))


def _listed(
    found: Compared, rows: Mapping[str, dict[str, str]], theirs: Mapping[str, tuple[str, ...]], collection: Collection
) -> None:
    """Take over the lists of codes that the schema itself has."""
    basis, done = f"the department's schema of {collection.year}", set()
    for field_ in collection.fields.values():
        one = collection.code_sets.get(field_.code_set)
        if not field_.sent or one is None or one.membership != "list" or one.id in done:
            continue
        elements = [path for path, row in rows.items() if field_.tag in (row["tag"], row["element"])]
        codes = next((theirs[path] for path in elements if theirs.get(path)), ())
        gone = {code for code, row in one.codes.items() if not row.part_of} - set(codes)
        if codes and len(gone) <= MOST_APART * len(one.codes):
            done.add(one.id)
            take_over_codes(found, one, dict.fromkeys(codes, ""), gone, collection.year, basis)

"""Known-good returns of the years that have none of their own in the corpus, made from that of 2025.

Dates are moved, codes of later years are taken back to what stood in their place, items that the year does not have are
left out, and pay lies within the year's own tables.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from functools import cache
from typing import Final

from swf_desktop.collection import Collection, Field
from swf_desktop.record import Return
from validation import cases
from validation.cases import Start, Tree, start_of, starts

MADE_FROM: Final = 2025
EARLIER: Final = {
    "Post": {"SBP": ("LNT", "SUP"), "LNT": ("SUP",), "OSP": ("SUP",), "TCM": ("TCH",), "TCU": ("TCH",)},
    "VacancyPost": {"TCM": ("TCH",), "TCU": ("TCH",)},
    "GenderCurrent": {"F": ("2",), "M": ("1",)},
    "AgencyTPsupportCategory": {"CATR": ("CATER",), "CLNR": ("CLEAN",), "PREM": ("GRDPREM",)},
    "PaymentType": {"TLE": ("TLR",), "TL3": ("TLR",)},
}
"""What stood in the place of a later code, the latest first; a code without is left out where a year has it not."""


TLR3_FROM: Final = 2013
"""The first census with payments for a single task (TLR3); before it such a payment is left out."""


NEAR: Final = timedelta(120)


@cache
def start_of_year(name: str, year: int) -> Start:
    """Return the known-good start of any year: its own where the corpus has one, else one made from that of 2025."""
    own = [start for start in starts() if start.name == name and start.year == year]
    if own:
        return own[0]
    return Start(name, year, made_from_2025(name, year))


def made_from_2025(name: str, year: int) -> Tree:
    """Return the start of 2025 moved into another year."""
    collection = Collection.load(year)
    made = {}
    for part, tree in start_of(name, MADE_FROM).tree.items():
        if part == "people":
            made[part] = {key: _moved("staff", person, collection) for key, person in tree.items()}
        else:
            made[part] = _moved(part, tree, collection)
    day = collection.reference_date
    made["message"] |= {"Year": str(year), "ReferenceDate": day.isoformat(), "DateTime": f"{day}T09:30:00"}
    return made


def known_good(name: str, year: int) -> Return:
    """Return a return of any year that no rule has anything to say about. name: `school` or `la`."""
    return cases.built(start_of_year(name, year), Collection.load(year))


def _ratio(scale: str, year: int) -> Decimal:
    """Return what pay of a scale was worth in a year, of one of 2025: by its least, else by that of unqualified."""
    now, then = Collection.load(year).pay_ranges, Collection.load(MADE_FROM).pay_ranges
    place = (scale, "EW") if (scale, "EW") in now and (scale, "EW") in then else ("UT", "EW")
    return now[place][0] / then[place][0]


def _moved(kind: str, tree: Tree, collection: Collection, scale: str = "") -> Tree:
    moved: Tree = {}
    scale = tree.get("Scale", scale)
    for tag, text in tree.items():
        if isinstance(text, dict):
            child = tag.rstrip("0123456789")
            unknown = child not in collection.kinds or not collection.kinds[child].element
            too_early = child == "payment" and text["PaymentType"] == "TL3" and collection.year < TLR3_FROM
            if not unknown and not too_early:
                moved[tag] = _moved(child, text, collection, scale)
            continue
        field = collection.fields.get(f"{kind}.{tag}")
        if field is not None and field.sent:
            now = _moved_text(field, text, collection, scale)
            if now is not None:
                moved[tag] = now
    return moved


def _moved_text(field: Field, text: str, collection: Collection, scale: str) -> str | None:
    if field.type == "date":
        day = date.fromisoformat(text)
        return day.replace(year=day.year - MADE_FROM + collection.year, day=min(day.day, 28)).isoformat()
    if field.type == "money":
        return str((Decimal(text) * _ratio(scale, collection.year)).quantize(Decimal("0.01"), ROUND_UP))
    code_set = collection.code_sets.get(field.code_set)
    if code_set is None or code_set.membership != "list" or code_set.holds(text):
        return text
    return next((code for code in EARLIER.get(field.tag, {}).get(text, ()) if code_set.holds(code)), None)


def moved_change(step: Tree, kind: str, year: int) -> Tree:
    """Return a change of a case of 2025 as it would be in another year: days near census day keep their distance.

    Codes stay what they are, because a case may be about one that is wrong.
    """
    if "set" not in step:
        return step
    collection, then = Collection.load(year), Collection.load(MADE_FROM).reference_date
    texts = {}
    for tag, text in step["set"].items():
        field = collection.fields.get(f"{kind}.{tag}")
        if field is None:
            continue
        if field.type == "date" and text and abs(date.fromisoformat(text) - then) < NEAR:
            texts[tag] = (collection.reference_date + (date.fromisoformat(text) - then)).isoformat()
        elif field.type in ("date", "money") and text:
            texts[tag] = str(_moved_text(field, text, collection, ""))
        else:
            texts[tag] = text
    return {**step, "set": texts}

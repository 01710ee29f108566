"""Spine points, pay scales and pay regions as people write them.

What is certain becomes a code, with the rule in words; the rest is a question.

Nothing is rounded or guessed: half points, ranges, points outside a scale and bare numbers come back without a code
and with what to ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.pay.point_words import (
    GRADE_WORDS,
    POINT_WORDS,
    REGION_NAMES,
    SCALE_NAMES,
    SOULBURY_WORDS,
    SUPPORT_WORDS,
)

POINT_PREFIXES: Final = {"TE": "M", "TU": "U", "UT": "UQT", "LD": "L", "AS": "AST"}
"""Pay scale to the letters that its points begin with; the letters are part of the code."""

SCALES_WITHOUT_POINTS: Final = frozenset({"SO", "NJ", "OT", "EX", "LP"})
"""Scales on which nobody has a point that the census knows."""

TEACHER_SCALES: Final = frozenset({"TE", "TU", "UT", "LD", "AS", "EX", "LP"})
"""Scales of the School Teachers' Pay and Conditions Document."""

TEACHER_POSTS: Final = frozenset({"EXH", "HDT", "DHT", "AHT", "TCH", "AST", "EXL", "TCM", "TCU", "LDP", "APP"})
"""Posts that are paid as teachers and so have a pay region."""

NJC_POINT_4_ENDED: Final = date(2013, 10, 1)
"""From this day on the support staff's spine has no point 4 (read: real-life facts, 23)."""

_SCALE_NAMES: Final = {
    "TE": "main scale",
    "TU": "upper scale",
    "UT": "unqualified teachers' scale",
    "LD": "leadership spine",
    "AS": "AST spine",
}

_SCALE_OF_WORD: Final = {word: scale for scale, words in POINT_WORDS.items() for word in words.split()}
_SCALE_BY_NAME: Final = {name.strip(): scale for scale, names in SCALE_NAMES.items() for name in names.split(";")}
_REGION_BY_NAME: Final = {name.strip(): region for region, names in REGION_NAMES.items() for name in names.split(";")}
_POINT_FILLERS: Final = re.compile(r"(?:SPINE ?POINTS?|SPINE ?PTS?|SPINE|POINTS?|PTS?|SPT|SP|STEP|NO)$")

_PAYMENT: Final = re.compile(
    r"(?:\bWITH\b)? *"
    r"(?P<name>TLR *[123]?[ .]*(?:[A-D]|\d)?|SEN(?: *ALLOWANCE)? *[12]?|SENCO?|R ?& ?R|RANDR)"
    r"(?![A-Z0-9])"
)
_ATTACHED: Final = re.compile(r"(?<=[0-9])(?=(?:TLR|SEN))")
_POINT: Final = re.compile(r"(?P<words>[A-Z][A-Z &']*?)[ .:/_-]*\(?(?P<number>\d{1,3}(?:\.0+)?)\)?(?P<star>\*?)")
_RANGE: Final = re.compile(
    r"(?P<words>[A-Z ]*?)[ .]*(?P<low>\d{1,2})(?: *(?:-|–|—|/|TO) *)(?P<again>[A-Z]*)[ .]*(?P<high>\d{1,2})"
)
_HALF: Final = re.compile(r"[A-Z ]*?[ .]*\d{1,2}(?:\.[1-9]\d*|½| ?1/2|,5)")
_BARE: Final = re.compile(r"0*(\d{1,3})(?:\.0+)?")


BARE_WITHOUT_SCALE: Final = "bare number without scale"
"""The pattern of a question on a number that stands without letters, of which no scale is known."""


@dataclass(frozen=True, slots=True)
class PointPayment:
    """An additional payment named beside a point: `M6+TLR2a`. type: `TLR`, `SEN` or `RAR`; name.

    As written, such as `TLR2A`.
    """

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class PointReading:
    """What a text for a spine point says.

    point: the code (`M6`), None where it is none or not certain. scale: the pay scale that the letters name. support:
    the point of a support staff's spine (`23`), which the census does not take. payments: additional payments named
    beside the point. rule: what was done, in words; empty where the text was the code itself. question: what has to
    be asked, empty where nothing. pattern: what the question is about, the same for all texts of one pattern (`bare
    number`); choices: answers that fit. outside: a code of the right form that is no point of its scale (`M7`).
    doubt: something to say about a point that is no teacher's.
    """

    raw: str
    point: str | None = None
    scale: str | None = None
    support: str | None = None
    payments: tuple[PointPayment, ...] = ()
    rule: str = ""
    question: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    outside: str | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a text for a pay scale or a region says. note: something that the working should mention."""

    raw: str
    code: str | None = None
    rule: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""


def scale_of_point(point: str) -> str | None:
    """Return the pay scale that a point's letters belong to, None for a text that has the form of no point."""
    match = re.fullmatch(r"([A-Z]+)[1-9]\d?", point)
    if match is None:
        return None
    return next((scale for scale, letters in POINT_PREFIXES.items() if letters == match[1]), None)


def scale_points(scale: str, collection: Collection) -> tuple[str, ...]:
    """Return the points of a scale in the year's tables, lowest first; empty for a scale without points."""
    points = {point for other, _, point in collection.pay_points if other == scale}
    return tuple(sorted(points, key=lambda point: int(re.sub(r"\D", "", point))))


def read_point(text: str, scale: str | None, collection: Collection, *, bare_of_scale: bool = False) -> PointReading:
    """Read a spine point. scale: the pay scale that the source gives, if any; bare_of_scale.

    A number alone is a point of that scale.
    """
    clean = _clean(text)
    if not clean:
        return PointReading(text)
    if _soulbury(clean):
        return PointReading(
            text,
            scale="SO",
            rule=f"“{text.strip()}” is a range of Soulbury points: scale SO, and base pay with the SPA points in it, "
            "never a teacher's point.",
        )
    clean, payments = _payments(clean)
    reading = _read_point(text, clean, scale, collection, bare_of_scale)
    if not payments:
        return reading
    named = ", ".join(payment.name for payment in payments)
    rule = f"{reading.rule} {named} beside the point is an additional payment, no part of it.".strip()
    return replace(reading, payments=payments, rule=rule)


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().strip("'\"").upper()


def _words(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text)


def _soulbury(clean: str) -> bool:
    return bool(re.search(r"\bSOULBURY\b|\d ?SPA\b|\bSPA\b", clean))


def _payments(clean: str) -> tuple[str, tuple[PointPayment, ...]]:
    """Take additional payments off the text of a point."""
    spread = _ATTACHED.sub(" ", clean)
    found: list[PointPayment] = []
    for match in _PAYMENT.finditer(spread):
        name = re.sub(r"[ .]", "", match["name"])
        found.append(
            PointPayment("TLR" if name.startswith("TLR") else "SEN" if name.startswith("SEN") else "RAR", name)
        )
    if not found:
        return clean, ()
    rest = _PAYMENT.sub(" ", spread)
    return re.sub(r"(?:[ +&,/;-]|\bAND\b|\bPLUS\b)+$", "", rest.strip()).strip(), tuple(found)


def _read_point(text: str, clean: str, scale: str | None, collection: Collection, bare_of_scale: bool) -> PointReading:
    shown = text.strip()
    if not clean:
        return PointReading(text)
    bare = _BARE.fullmatch(clean)
    if bare is not None:
        return _bare_point(text, str(int(bare[1])), scale, collection, bare_of_scale)
    if _HALF.fullmatch(clean):
        return _asked(
            text,
            f"“{shown}” lies between two points: there is no such point in {collection.year}. Which point is it, "
            "or is the pay between points?",
            "half point",
        )
    match = _RANGE.fullmatch(clean)
    if match is not None:
        if _is_support(match["words"]) or _words(match["words"]) in GRADE_WORDS:
            return PointReading(text, scale="NJ", rule=f"“{shown}” is a grade of support staff, not a teacher's point.")
        return _asked(text, f"“{shown}” is a range, not a point. Which point of it is the person paid on?", "range")
    graded = _GRADE_AND_POINT.fullmatch(clean)
    if graded is not None:
        what = f"“{shown}” is a grade of support staff with its point"
        return _support_point(text, str(int(graded[1])), what, collection)
    match = _POINT.fullmatch(clean)
    if match is None:
        return _asked(text, f"“{shown}” is not a spine point that is known. Which point is it?", "unknown point")
    number = str(int(float(match["number"])))
    words = _words(match["words"])
    named = _SCALE_OF_WORD.get(words)
    if named is None:
        filler = _POINT_FILLERS.search(match["words"].strip())
        if filler is not None:
            words = _words(match["words"].strip()[: filler.start()])
            if not words:
                return _bare_point(text, number, scale, collection, bare_of_scale)
            named = _SCALE_OF_WORD.get(words)
    if named is None:
        if words in GRADE_WORDS:
            return PointReading(text, scale="NJ", rule=f"“{shown}” is a grade of support staff, not a teacher's point.")
        if _is_support(words):
            return _support_point(
                text, number, f"“{shown}” is point {number} of the support staff's spine (NJC)", collection
            )
        if words in SOULBURY_WORDS:
            return PointReading(text, scale="SO", rule=f"“{shown}” is a Soulbury point: scale SO, base pay only.")
        return _asked(text, f"“{shown}” is not a spine point that is known. Which point is it?", "unknown point")
    return _point_of(text, named, number, match["star"], collection)


def _point_of(text: str, scale: str, number: str, star: str, collection: Collection) -> PointReading:
    shown = text.strip()
    points = scale_points(scale, collection)
    point = POINT_PREFIXES[scale] + number
    if point not in points:
        if not points and not collection.sends("contract.SpinePoint"):
            rule = f"“{shown}” is on the {_SCALE_NAMES[scale]}. {collection.year} has no points of it and sends none."
            return PointReading(text, scale=scale, rule=rule)
        if not points:
            return _asked(
                text, f"There are no points of the {_SCALE_NAMES[scale]} in {collection.year}.", "no such point"
            )
        span = f"{points[0]} to {points[-1]}"
        asked = _asked(
            text,
            f"“{shown}” would be {point}, but the {_SCALE_NAMES[scale]} has only {span} in {collection.year}. "
            "Which point is it?",
            "no such point",
        )
        return replace(asked, scale=scale, outside=point)
    if star and scale != "LD":
        return _asked(
            text, f"“{shown}” has a star, which only leadership points have. Which point is it?", "unknown point"
        )
    rule = "" if shown == point else f"“{shown}” is {point} of the {_SCALE_NAMES[scale]}."
    if star:
        rule += (
            " The star of a head teacher group's maximum begins on 1 September 2015; before that it is the plain point."
        )
    return PointReading(text, point=point, scale=scale, rule=rule)


def _bare_point(text: str, number: str, scale: str | None, collection: Collection, bare_of_scale: bool) -> PointReading:
    """Read a number without letters.

    Only together with the scale, and only where the user has said that this is what it means.
    """
    if scale == "NJ":
        return _support_point(
            text, number, f"“{text.strip()}” under scale NJ is a point of the support staff's spine", collection
        )
    if scale in SCALES_WITHOUT_POINTS:
        rule = f"“{text.strip()}” under scale {scale} is no teacher's point: base pay only."
        return PointReading(text, scale=scale, support=number, rule=rule)
    if scale is None or scale not in POINT_PREFIXES:
        return _asked(
            text,
            f"“{text.strip()}” is a number without the letters of a scale, and the scale is not known. Which "
            "point is it?",
            BARE_WITHOUT_SCALE,
        )
    point = POINT_PREFIXES[scale] + number
    if point not in scale_points(scale, collection):
        return _point_of(text, scale, number, "", collection)
    if bare_of_scale:
        return PointReading(
            text, point=point, scale=scale, rule=f"“{text.strip()}” under scale {scale} is {point}, as was answered."
        )
    return _asked(
        text,
        f"The letters are part of a point's code, and here stands only a number: is “{text.strip()}” under scale "
        f"{scale} the point {point}?",
        "bare number",
        (point,),
    )


_GRADE_AND_POINT = re.compile(
    r"(?:NJC |SINGLE STATUS )?(?:SCALE|SC|GRADE|GR|BAND|SO|PO) ?[0-9A-Z]{1,3}"
    r"(?: ?[-/,(]? ?(?:SPINAL COLUMN )?(?:POINTS?|PTS?|SCP)\.? ?| ?\( ?)(\d{1,2}) ?\)?"
)
"""A grade of support staff together with a point in it: `Scale 4 pt 17`, `Sc3 (14)`, `Grade C SCP 12`."""


def _support_point(text: str, number: str, what: str, collection: Collection) -> PointReading:
    """Return a point of the support staff's spine, with a doubt where that point is gone."""
    gone = number == "4" and collection.reference_date >= NJC_POINT_4_ENDED
    doubt = f"NJC spine point 4 was removed from {NJC_POINT_4_ENDED:%d/%m/%Y}: out of date, is it 5?" if gone else ""
    return PointReading(text, scale="NJ", support=number, rule=f"{what}, not a teacher's point.", doubt=doubt)


def _is_support(words: str) -> bool:
    return _words(words) in SUPPORT_WORDS


def _asked(text: str, question: str, pattern: str, choices: tuple[str, ...] = ()) -> PointReading:
    return PointReading(text, question=question, pattern=pattern, choices=choices)


def read_scale(text: str, collection: Collection) -> CodeReading:
    """Read a pay scale: a code, its description, or what people call it.

    Also a point (`MPS6`), whose letters name the scale.
    """
    shown = text.strip()
    clean = _plain(text)
    if not clean:
        return CodeReading(text)
    codes = collection.code_sets[collection.fields["contract.Scale"].code_set]
    if clean in codes.codes:
        return CodeReading(text, code=clean)
    scale = next((code.code for code in codes.codes.values() if _plain(code.description) == clean), None)
    scale = (
        scale
        or _SCALE_BY_NAME.get(clean)
        or _SCALE_BY_NAME.get(re.sub(r"^(?:STPCD|TEACHERS?) | (?:20\d\d|RANGE|SCALE|SPINE|PAY)$", "", clean))
    )
    if scale is not None and scale in codes.codes:
        note = ""
        if is_leading_practitioner(text):
            note = "Leading practitioners have no code in 2013: the department advised scale OT and post EXL, no point."
        return CodeReading(text, code=scale, rule=f"“{shown}” is pay scale {scale}.", note=note)
    point = read_point(text, None, collection)
    if point.scale is not None and not point.question and point.scale in codes.codes:
        return CodeReading(
            text, code=point.scale, rule=f"“{shown}” names a point, and with it pay scale {point.scale}."
        )
    return CodeReading(
        text, question=f"“{shown}” is not a pay scale that is known. Which one is it?", choices=tuple(codes.codes)
    )


def is_leading_practitioner(text: str) -> bool:
    """Whether a scale or job is that of a leading practitioner (new in 2013, without a code of its own)."""
    return "LEADING PRACTITIONER" in _plain(text) or _plain(text) in ("LP", "LPR")


def read_region(text: str, collection: Collection) -> CodeReading:
    """Read a pay region: a code, its description, or what people call it (`fringe area`, `Band A`)."""
    shown = text.strip()
    clean = _plain(text)
    if not clean:
        return CodeReading(text)
    codes = collection.code_sets[collection.fields["contract.RegionSpine"].code_set]
    if clean in codes.codes:
        return CodeReading(text, code=clean)
    region = next((code.code for code in codes.codes.values() if _plain(code.description) == clean), None)
    region = (
        region
        or _REGION_BY_NAME.get(clean)
        or _REGION_BY_NAME.get(re.sub(r" (?:AREA|SPINE|PAY|SCALE|RATES?|REGION|WEIGHTING)$", "", clean))
    )
    if region is not None and region in codes.codes:
        return CodeReading(text, code=region, rule=f"“{shown}” is pay region {region}.")
    return CodeReading(
        text, question=f"“{shown}” is not a pay region that is known. Which one is it?", choices=tuple(codes.codes)
    )


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return the words of a text in capitals, `&` as AND, without signs."""
    text = _clean(text).replace("&", " AND ").replace("'", "").replace("’", "")
    return re.sub(r"\s+", " ", re.sub(r"[^A-Z0-9 ]", " ", text)).strip()


def region_of_authority(lea: str | None, collection: Collection) -> CodeReading:
    """Return the pay region that a school's LA number gives.

    A question where the LA lies in two bands or is not known.
    """
    number = (lea or "").strip()
    regions = collection.pay_regions.get(number, ())
    if len(regions) == 1:
        return CodeReading(
            number,
            code=regions[0],
            rule=f"The source has no pay region; {regions[0]} is derived from the school's LA {number}.",
        )
    if regions:
        return CodeReading(
            number,
            question=f"LA {number} lies in two pay regions ({' and '.join(regions)}). In which of them is the school?",
            choices=regions,
        )
    codes = tuple(collection.code_sets[collection.fields["contract.RegionSpine"].code_set].codes)
    known = f"LA {number} is not known" if number else "The school's LA is not known"
    return CodeReading(
        number, question=f"{known}, so the pay region of its teachers is not. Which one is it?", choices=codes
    )

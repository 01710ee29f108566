"""What a column may be: the words of its heading and what its cells tell, weighed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from converters.matching.columns.column import CERTAIN, MOST_CHOICES, Column, Proposal
from converters.matching.evidence.cells import POINT_OR_RATE, TELLING, Recognised, recognise
from converters.matching.evidence.keys import PERSON
from converters.matching.headings import LABEL, Candidate, Headings, words
from converters.matching.look import ENOUGH, Look, against, fit, irrelevant, is_prose, numbers_rows
from converters.recipe.grains import ALLOWED
from converters.recipe.target import IGNORE, parse_targets

AS_GOOD: Final = 0.06
"""Two proposals this close are equally good: the cells decide between them, or the user."""

SAME_EVERYWHERE: Final = 8
"""So many cells that all say the same say nothing of anybody."""

ASKED_AT_MOST: Final = 0.55
"""From here a heading says something of what a column may be."""

_BORNE_OUT: Final = 0.6
"""Cells of this strength bear out a heading that may mean several things."""

_RECOGNISABLE: Final = frozenset(
    {
        *(
            "Scale",
            "SpinePoint",
            "PayFramework",
            "ContractType",
            "Post",
            "Ethnicity",
            "GenderCurrent",
            "AbsenceCategory",
        ),
        *("PaymentType", "StaffGroup", "QualificationCode", "ClassOfDegree", "Origin", "DestinationCode"),
        *("RoleIdentifier", "PersonRef", "ContractRef", "JobTitle", "ElementName", "PaymentName", "PayPeriod"),
    }
)
"""Tags of fields whose cells are known when they are seen, so that quite other cells speak against a heading."""

_GENERIC: Final = frozenset(
    {
        *(
            "employee",
            "employee details",
            "staff",
            "staff details",
            "personal",
            "personal details",
            "contract",
            "contract details",
            "person",
        ),
        *(
            "pay",
            "pay details",
            "salary",
            "salary details",
            "details",
            "post",
            "post details",
            "employment",
            "employment details",
            "element",
        ),
        *(
            "absence",
            "absence details",
            "dates",
            "period",
            "assignment",
            "assignment details",
            "hours",
            "name",
            "position",
            "job",
            "role",
        ),
        *(
            "qualification",
            "qualification details",
            "additional payments",
            "allowances",
            "payments",
            "school",
            "service",
            "occupancy",
        ),
    }
)
"""Texts over a group of columns that say nothing against what stands below them."""


_GENERIC_WORDS: Final = frozenset(word for text in _GENERIC for word in text.split()) | {
    *("this", "in", "the", "of", "per", "and", "current", "period", "month", "monthly", "year", "annual", "annum"),
    *("info", "information", "data", "grading", "grade", "costing", "payments", "payment"),
}


def propose(column: Column, headings: Headings, grain: str, *, thorough: bool = True) -> list[Candidate]:
    """Say what a column of a sheet of this grain may be, best first.

    Thorough: look for similar headings too, which is slow.
    """
    if not column.heading:
        return _by_content(column, headings, grain) if thorough else []
    if not thorough and grain in column.quick:
        return list(column.quick[grain])
    seen = seen_of(column, headings, grain)
    heard = _weigh(column, headings, _by_heading(column, headings, grain))
    found = _withseen_of(heard, seen)
    if not thorough:
        column.quick[grain] = found
        return list(found)
    reason = irrelevant(column.look)
    if reason is not None and not (found and found[0].worth >= 0.99):
        return [Candidate(IGNORE, 0.95, reason)]
    if not found or found[0].worth < CERTAIN:
        says_nothing = _says_nothing(column) if not heard else None
        if says_nothing is not None and not (found and found[0].worth >= ASKED_AT_MOST):
            return [Candidate(IGNORE, 0.95, says_nothing)]
        heard_of = bool(heard)
        have = {candidate.target for candidate in heard}
        found = list(heard)
        for candidate, likeness in headings.similar(column.heading, grain):
            if candidate.target in have:
                continue
            similar = _similar(column, headings, candidate, likeness)
            # What is only similar never stands before what is known of the heading.
            found.append(similar._replace(worth=min(similar.worth, 0.65)) if heard_of else similar)
        found = _withseen_of(found, seen)
    return found


def _says_nothing(column: Column) -> str | None:
    """Return why cells under a heading that nobody knows cannot be wanted; None where they could."""
    look = column.look
    if is_prose(look):
        return "the cells are long texts"
    if look.filled >= SAME_EVERYWHERE and len(look.texts) == 1:
        return f"every cell says '{look.texts[0][:40]}'"
    if numbers_rows(look):
        return "the cells number the rows"
    return None


def seen_of(column: Column, headings: Headings, grain: str) -> dict[str, Recognised]:
    """Return what the cells tell, by the target that it is on a sheet of this grain."""
    if column.seen is None:
        column.seen = recognise(column.look, headings.collection)
    fields, allowed = headings.collection.fields, ALLOWED[grain]
    found: dict[str, Recognised] = {}
    for one in column.seen:
        kind, _, tag = one.field.partition(".")
        if one.field == POINT_OR_RATE and grain not in ("person", "contract"):
            continue
        name = f"role.{tag}" if grain == "role" and kind == "contract" and f"role.{tag}" in fields else one.field
        if name.partition(".")[0] in allowed[:4] and name not in found and _is_of(name, grain):
            found[name] = one
    return found


def _is_of(name: str, grain: str) -> bool:
    """Whether cells may tell, without a heading, that a sheet of some grain has a field.

    Lists of people and contracts have absences or qualifications only where a heading says so.
    """
    kind = name.partition(".")[0]
    return kind == grain or kind in ("staff", "contract", "role")


def _withseen_of(found: list[Candidate], seen: Mapping[str, Recognised]) -> list[Candidate]:
    """Weigh what a heading may mean together with what the cells tell.

    A heading that may mean several things means what its cells are. Where the cells are telling and are not at all what
    the heading says, they stand before it; where nothing is known of the heading, they stand alone.
    """
    if any(one.target == _JOB_TITLE and one.worth >= CERTAIN for one in found):
        # A title that is a post's or a role's own word is still a title: it says both.
        seen = {target: told for target, told in seen.items() if target == _JOB_TITLE or target not in POST_AND_ROLE}
    if not seen:
        return found
    result = []
    heard = {one.target for one in found}
    surest = max(one.strength for one in seen.values())
    for one in found:
        told = seen.get(one.target)
        if told is not None and told.strength < surest - AS_GOOD:
            # The cells are something else rather than this.
            told = None
        if told is not None and ASKED_AT_MOST <= one.worth < CERTAIN and told.strength >= _BORNE_OUT:
            one = one._replace(worth=0.9, reason=f"the heading may mean it, and {told.reason}")
        elif told is not None and one.worth < CERTAIN and told.strength >= TELLING:
            one = one._replace(worth=max(one.worth, told.strength), reason=told.reason)
        result.append(one)
    have = {one.target for one in result}
    heading = next((one for one in result if one.worth >= CERTAIN), None)
    for target, told in seen.items():
        if target in have:
            continue
        worth = told.strength
        if heading is not None:
            # A heading that is known stands, unless its own field's cells look quite different.
            other = seen.get(heading.target)
            if heading.target == IGNORE or other is not None or not _tells_apart(heading.target) or worth < TELLING:
                worth = min(worth, 0.6)
        elif result and worth < 0.9:
            worth = min(worth, 0.8)
        result.append(Candidate(target, worth, told.reason))
    if any(one.target in seen and seen[one.target].strength >= TELLING for one in result):
        # A heading may be certain for several kinds of record: the cells speak against all of them.
        result = [
            one._replace(worth=0.6, reason=f"{one.reason}, but the cells are something else")
            if one.worth >= CERTAIN and one.target in heard and one.target not in seen and _speaks_against(one, seen)
            else one
            for one in result
        ]
    result.sort(key=lambda one: -one.worth)
    return result


_OF_THE_GROUP: Final = 0.8
"""What a group's own meaning is worth for a column below it whose words say nothing."""

_SAYS_NOTHING: Final = frozenset({"value", "values", "amount", "figure", "figures", "total"})
"""Words below a group that leave what is meant to the group."""

_JOB_TITLE: Final = "contract.JobTitle"
POST_AND_ROLE: Final = frozenset({_JOB_TITLE, "contract.Post", "role.RoleIdentifier"})


_NAMES: Final = frozenset({"FormerFamilyName", "FullName", "PersonFamilyName", "PersonGivenName", "Initials"})
"""Tags of names, which are nothing that telling cells of another field are."""

_DAYS: Final = frozenset({"ContractStart", "ContractEnd", "SchoolArrivalDate"})
_BORN: Final = "staff.PersonBirthDate"
_POINTS: Final = frozenset({"contract.SpinePoint", "contract.Scale", "role.SpinePoint", "role.Scale"})


def _speaks_against(heading: Candidate, seen: Mapping[str, Recognised]) -> bool:
    """Whether cells that tell another field speak against what a known heading says."""
    tag = heading.target.partition(".")[2]
    if _tells_apart(heading.target):
        return True
    if tag == "PayAmount":
        # Points under `Pay` are how some schools say pay; under our own label too they are no sums of money.
        return any(name in _POINTS for name in seen)
    if heading.worth >= LABEL:
        return False
    return tag in _NAMES or (tag in _DAYS and _BORN in seen)


def _tells_apart(target: str) -> bool:
    """Whether cells of a field would be recognised as its own, so that other cells speak against it."""
    return target.partition(".")[2] in _RECOGNISABLE


def _by_heading(column: Column, headings: Headings, grain: str) -> list[Candidate]:
    found = headings.candidates(column.heading, grain)
    if len(column.parts) < 2:
        return found or _without_names(column, headings, grain)
    over, under = " ".join(column.parts[:-1]), column.parts[-1]
    if not found:
        above = headings.candidates(over, grain)
        if above and above[0].target == IGNORE and above[0].worth >= CERTAIN:
            return [above[0]._replace(reason=f"stands under '{over}': {above[0].reason}")]
        found = headings.candidates(f"{under} {over}", grain)
    known = _is_generic(over)
    if found and not known:
        return found
    have = {one.target for one in found}
    # A group such as `Hours` over `Weeks`: both together may mean one thing, and what stands below it another.
    cost = 0.02 if known else 0.2
    if set(words(under)) <= _SAYS_NOTHING:
        # `Value` under `Hours` is of hours; what the lower words are a usual heading for says less. Neither is taken
        # unless the cells bear it out: the group stands over other columns too.
        above = [one for one in headings.candidates(over, grain) if one.target not in have]
        cost = 0.2 if above else cost
        found = found + [
            one._replace(worth=min(one.worth - 0.1, _OF_THE_GROUP), reason=f"{one.reason} (over '{under}')")
            for one in above
        ]
        have = {one.target for one in found}
    return found + [
        one._replace(worth=one.worth - cost, reason=f"{one.reason} (under '{over}')")
        for one in headings.candidates(under, grain)
        if one.target not in have
    ]


def _is_generic(over: str) -> bool:
    """Whether what stands over a group of columns says nothing against what stands below it: `Pay this period`."""
    text = over.casefold()
    if text in _GENERIC or text.rstrip("s") in _GENERIC:
        return True
    return set(words(over)) <= _GENERIC_WORDS


def _without_names(column: Column, headings: Headings, grain: str) -> list[Candidate]:
    """Say what a heading means without the school's name in it, where the cells could be that."""
    short = headings.without_names(column.heading)
    if short == column.heading:
        return []
    return [
        one._replace(worth=one.worth - 0.05, reason=f"{one.reason} ('{short}')")
        for one in headings.candidates(short, grain)
        if one.target != IGNORE and _may_hold(column, one.target, headings)
    ]


def _may_hold(column: Column, target: str, headings: Headings) -> bool:
    field_ = headings.collection.fields[parse_targets(target)[0].field]
    return (fit(field_, column.look, headings.collection) or 0.0) >= 0.8


def _weigh(column: Column, headings: Headings, found: list[Candidate]) -> list[Candidate]:
    """Hold what the heading may mean against the cells."""
    weighed = []
    fits: dict[str, float | None] = {}
    for candidate in found:
        if candidate.target == IGNORE:
            weighed.append(candidate)
            continue
        field_ = headings.collection.fields[parse_targets(candidate.target)[0].field]
        fits[candidate.target] = fit(field_, column.look, headings.collection)
        if (
            candidate.worth < 0.99
            and candidate.target != POINT_OR_RATE
            and against(field_, column.look, headings.collection)
        ):
            weighed.append(
                candidate._replace(worth=0.4, reason=f"{candidate.reason}, but the cells do not look like it")
            )
        elif candidate.spare and field_.type == "code" and _few(fits[candidate.target]):
            # A column of reasons stands in for categories only where the reasons are categories.
            weighed.append(candidate._replace(worth=0.6))
        elif candidate.worth < CERTAIN and field_.type == "code" and _speaks_for(fits[candidate.target], column.look):
            weighed.append(candidate._replace(worth=0.9, reason="the heading may mean it, and the cells are its codes"))
        else:
            weighed.append(candidate)
    weighed.sort(key=lambda one: -one.worth)
    best = [one for one in weighed if weighed[0].worth - one.worth <= AS_GOOD]
    if len(best) > 1:
        weighed = _decide_by_cells(best, fits, column.look) + weighed[len(best) :]
    return weighed


def _few(share: float | None) -> bool:
    return share is not None and share < 0.3


def _speaks_for(share: float | None, look: Look) -> bool:
    """Whether the cells are words or letter codes of a field: numbers are codes of many."""
    return share is not None and share >= 0.8 and look.letters >= 0.8


def _decide_by_cells(best: list[Candidate], fits: Mapping[str, float | None], look: Look) -> list[Candidate]:
    """Put the one first that the cells speak for; where they speak for none or several, all must be asked."""
    if not any(strength is not None for strength in fits.values()) and look.filled and look.numbers == 1:
        # One or two figures under a heading that is money, or else to be left out, are money.
        money = [one for one in best if one.target != IGNORE]
        if len(money) == 1 and len(best) > 1:
            return [money[0], *[one._replace(worth=min(one.worth, 0.6)) for one in best if one is not money[0]]]
    kinds = {one.target.partition(".")[0] for one in best}
    strengths = {one.target: fits.get(one.target) for one in best}
    likely = [one for one in best if (strengths[one.target] or 0.0) >= 0.6]
    if len(likely) == 1:
        rest = [one._replace(worth=min(one.worth, 0.6)) for one in best if one is not likely[0]]
        return [likely[0]._replace(reason=f"{likely[0].reason}, and the cells look like it"), *rest]
    if best[0].worth >= 0.99 or len(kinds) == len(best):
        # Our own label stands; and of fields of different kinds of record the kind that the sheet is about comes first.
        return best
    if all(strength is None for strength in strengths.values()):
        return [best[0], *[one._replace(worth=min(one.worth, 0.6)) for one in best[1:]]]
    return [one._replace(worth=min(one.worth, 0.75)) for one in best]


def _similar(column: Column, headings: Headings, candidate: Candidate, likeness: float) -> Candidate:
    """Weigh a candidate whose known heading only looks like this one.

    Taken where the cells say the same, else asked.
    """
    worth = min(0.9 * likeness, 0.82, candidate.worth)
    if candidate.target == IGNORE:
        # Leaving out what only looks like something to leave out could lose what is wanted.
        return candidate._replace(worth=min(worth, 0.6))
    field_ = headings.collection.fields[parse_targets(candidate.target)[0].field]
    share = fit(field_, column.look, headings.collection)
    if (
        likeness >= 0.88
        and not any(word.isdigit() for word in words(column.heading))
        and share is not None
        and share >= 0.8
        and field_.type not in ("money", "hours", "share", "name", "text", "date")
    ):
        return candidate._replace(worth=CERTAIN, reason=f"{candidate.reason}, and the cells look like it")
    if against(field_, column.look, headings.collection):
        return candidate._replace(worth=0.3)
    return candidate._replace(worth=worth)


def _by_content(column: Column, headings: Headings, grain: str) -> list[Candidate]:
    """Say what a column without a heading may be: what its cells are beyond doubt."""
    if grain in ("school", "la", "vacancy", "headcount"):
        return []
    seen = seen_of(column, headings, grain)
    return [Candidate(name, one.strength, one.reason) for name, one in seen.items() if one.strength >= 0.6]


def offers(column: Column, headings: Headings, grain: str, filled: Iterable[str]) -> list[Proposal]:
    """Return what the cells of a column could be, whatever its heading.

    Fields of the sheet's kinds that no column has yet.
    """
    look, taken, found = column.look, set(filled), []
    if look.filled < ENOUGH:
        return []
    for name, field_ in headings.collection.fields.items():
        if name in taken or field_.kind not in ALLOWED[grain][:2] or field_.kind == "message":
            continue
        if field_.type == "code" and field_.tag not in ("Scale", "RegionSpine", "SpinePoint"):
            share = fit(field_, look, headings.collection) or 0.0
            if share >= 0.6 and look.numbers < 0.5:
                found.append(Proposal(name, 0.4 + 0.2 * share, "the cells are codes or words for it"))
        elif field_.type == "date" and look.dates >= 0.8:
            found.append(Proposal(name, 0.4, "the cells are dates"))
        elif _could_count(name, look):
            found.append(Proposal(name, 0.35, "the cells are numbers of that size"))
    if PERSON not in taken and grain in ("person", "contract") and _numbers_people(look):
        found.append(Proposal(PERSON, 0.5, "each row has a short number of its own"))
    found.sort(key=lambda one: -one.confidence)
    return found[:MOST_CHOICES]


def _numbers_people(look: Look) -> bool:
    """Whether cells may be staff numbers of a school's own making: whole numbers or short codes, none twice."""
    return len(look.texts) == look.filled and all(
        len(text) <= _LONGEST_NUMBER and text.isalnum() and any(map(str.isdigit, text)) for text in look.texts
    )


_LONGEST_NUMBER: Final = 8


def _could_count(name: str, look: Look) -> bool:
    """Whether the numbers of a column are of the size of a field.

    Shares up to 1, hours and weeks of a week and a year, pay above.
    """
    if look.numbers < 0.8 or look.texts == ["0"]:
        return False
    small, weekly = look.top <= 1.5, 1.5 < look.top <= 60
    return (
        (small and name == "contract.FTE")
        or (
            weekly
            and name in ("contract.HoursPerWeek", "contract.FTEHours", "contract.WeeksPerYear", "contract.PaidWeeks")
        )
        or (weekly and name == "contract.HourlyRate")
        or (
            look.top > 500
            and name
            in ("contract.AnnualSalary", "contract.ActualSalary", "contract.FullTimeSalary", "contract.MonthlyPay")
        )
    )

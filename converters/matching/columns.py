"""Columns to fields: what each column of a sheet is, how sure that is and why.

What is not sure is asked, never guessed.

Longer than other modules, because what a column may be and what it is are weighed with the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from converters.matching.evidence.cells import POINT_OR_RATE, TELLING, Recognised, recognise
from converters.matching.headings import Candidate, Headings, words
from converters.matching.look import ENOUGH, Look, against, fit, irrelevant, is_prose, numbers_rows
from converters.recipe.grains import ALLOWED
from converters.recipe.target import IGNORE, OPEN, Target, describe, parse_targets
from converters.sources.table import Cell
from converters.values.codes import matcher_for
from converters.values.job_titles import fits_a_pattern, job_title

CERTAIN: Final = 0.85
"""From here a column is mapped without a question."""

MOST_CHOICES: Final = 5

MOST_SEARCHED: Final = 200
"""Columns of one sheet that are compared with all known headings.

A sheet may have 16,384, and no list of staff has 200.
"""

_AS_GOOD: Final = 0.06
"""Two proposals this close are equally good: the cells decide between them, or the user."""

_ONE_IS_ENOUGH: Final = frozenset(
    {
        *(
            "staff.PersonRef",
            "staff.FullName",
            "staff.Initials",
            "contract.JobTitle",
            "contract.StaffGroup",
            "contract.SchoolName",
        ),
        *("contract.ContractRef", "element.ElementName", "element.ElementPeriod", "contract.PayPeriod"),
    }
)
"""Working items of which a second column adds nothing that the census asks for."""

SAME_EVERYWHERE: Final = 8
"""So many cells that all say the same say nothing of anybody."""

ASKED_AT_MOST: Final = 0.55
"""From here a heading says something of what a column may be."""

_SPEAKS_AGAINST: Final = 0.8
"""Cells of this strength speak against setting a column aside."""

_OF_WORDS: Final = frozenset(
    {
        "remarks are not read",
        "full or part time follows from the hours",
        "how the school or payroll arranges people is not asked for by the census",
    }
)
"""Reasons for setting aside that only words bear out."""

_BORNE_OUT: Final = 0.6
"""Cells of this strength bear out a heading that may mean several things."""

_RECOGNISABLE: Final = frozenset(
    {
        *("Scale", "SpinePoint", "ContractType", "Post", "Ethnicity", "GenderCurrent", "AbsenceCategory"),
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


class Proposal(NamedTuple):
    """One thing that a column may be.

    Target: as a recipe has it (targets or `ignore`); confidence: 0 to 1; reason: in words.
    """

    target: str
    confidence: float
    reason: str


@dataclass(slots=True)
class Column:
    """One column and what it was decided to be.

    decided: targets, `ignore`, or `?` where it must be asked. reason: why. spare, later: see
    `converters.matching.headings.Alias`.
    """

    index: int
    heading: str
    parts: tuple[str, ...]
    look: Look
    proposals: list[Proposal] = field(default_factory=list)
    decided: str = OPEN
    reason: str = ""
    confidence: float = 0.0
    spare: bool = False
    later: bool = False
    settled: bool = False
    seen: list[Recognised] | None = None
    quick: dict[str, list[Candidate]] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What the column fills; empty where it is ignored or still open."""
        return () if self.decided in (IGNORE, OPEN) else parse_targets(self.decided)


def propose(column: Column, headings: Headings, grain: str, *, thorough: bool = True) -> list[Candidate]:
    """Say what a column of a sheet of this grain may be, best first.

    Thorough: look for similar headings too, which is slow.
    """
    if not column.heading:
        return _by_content(column, headings, grain) if thorough else []
    if not thorough and grain in column.quick:
        return list(column.quick[grain])
    seen = _seen(column, headings, grain)
    heard = _weigh(column, headings, _by_heading(column, headings, grain))
    found = _with_seen(heard, seen)
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
        found = _with_seen(found, seen)
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


def _seen(column: Column, headings: Headings, grain: str) -> dict[str, Recognised]:
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


def _with_seen(found: list[Candidate], seen: Mapping[str, Recognised]) -> list[Candidate]:
    """Weigh what a heading may mean together with what the cells tell.

    A heading that may mean several things means what its cells are. Where the cells are telling and are not at all what
    the heading says, they stand before it; where nothing is known of the heading, they stand alone.
    """
    if any(one.target == _JOB_TITLE and one.worth >= CERTAIN for one in found):
        # A title that is a post's or a role's own word is still a title: it says both.
        seen = {target: told for target, told in seen.items() if target == _JOB_TITLE or target not in _POST_AND_ROLE}
    if not seen:
        return found
    result = []
    surest = max(one.strength for one in seen.values())
    for one in found:
        told = seen.get(one.target)
        if told is not None and told.strength < surest - _AS_GOOD:
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
    told_apart = heading is not None and heading.target not in seen and _tells_apart(heading.target)
    if told_apart and any(one.target in seen and seen[one.target].strength >= TELLING for one in result):
        result = [
            one._replace(worth=0.6, reason=f"{one.reason}, but the cells are something else") if one is heading else one
            for one in result
        ]
    result.sort(key=lambda one: -one.worth)
    return result


_SAYS_NOTHING: Final = frozenset({"value", "values", "amount", "figure", "figures", "total"})
"""Words below a group that leave what is meant to the group."""

_JOB_TITLE: Final = "contract.JobTitle"
_POST_AND_ROLE: Final = frozenset({_JOB_TITLE, "contract.Post", "role.RoleIdentifier"})


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
    # A group such as `Hours` over `Weeks`: both together may mean one thing, and what stands below it another.
    cost = 0.02 if known else 0.2
    have = {one.target for one in found}
    if set(words(under)) <= _SAYS_NOTHING:
        # `Value` under `Hours` is of hours; what the lower words are a usual heading for says less.
        found = found + [
            one._replace(worth=one.worth - 0.1, reason=f"{one.reason} (over '{under}')")
            for one in headings.candidates(over, grain)
            if one.target not in have
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
    best = [one for one in weighed if weighed[0].worth - one.worth <= _AS_GOOD]
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
        and field_.type not in ("money", "hours", "share", "name", "text")
    ):
        return candidate._replace(worth=CERTAIN, reason=f"{candidate.reason}, and the cells look like it")
    if against(field_, column.look, headings.collection):
        return candidate._replace(worth=0.3)
    return candidate._replace(worth=worth)


def _by_content(column: Column, headings: Headings, grain: str) -> list[Candidate]:
    """Say what a column without a heading may be: what its cells are beyond doubt."""
    if grain in ("school", "la", "vacancy", "headcount"):
        return []
    seen = _seen(column, headings, grain)
    return [Candidate(name, one.strength, one.reason) for name, one in seen.items() if one.strength >= 0.6]


def decide(
    columns: list[Column], headings: Headings, grain: str, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> None:
    """Decide every column that the recipe has not settled; two columns never fill one field.

    columns: with `settled` where the recipe decided. cells: the columns of the table; rows: its rows of data.
    """
    searched = 0
    for column in columns:
        if column.settled:
            continue
        if not column.heading and not column.look.filled:
            column.decided, column.reason = IGNORE, "it has no heading and no cells"
            continue
        searched += 1
        found = propose(column, headings, grain, thorough=searched <= MOST_SEARCHED)
        column.proposals = [Proposal(one.target, round(one.worth, 2), one.reason) for one in found]
        best = found[0] if found else None
        if best is not None and best.worth >= CERTAIN:
            column.decided, column.reason, column.confidence = best.target, best.reason, best.worth
            column.spare, column.later = best.spare, best.later
        elif not column.look.filled:
            column.decided, column.reason = IGNORE, "it is empty"
        elif not column.heading:
            column.decided, column.reason = IGNORE, "it has no heading"
    _number_payments(columns)
    _one_column_each(columns, headings, cells, rows)
    _names(columns)
    _since(columns)
    _titles(columns, headings)
    _reopen(columns, headings, grain)
    filled = {target.field for column in columns for target in column.targets}
    for column in [column for column in columns if column.decided == OPEN][:MOST_SEARCHED]:
        have = {one.target for one in column.proposals}
        column.proposals.extend(one for one in offers(column, headings, grain, filled) if one.target not in have)


def as_found(
    columns: list[Column], headings: Headings, grain: str, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> list[Column]:
    """Return the columns as the program itself decides them, whatever the recipe says of some."""
    if not any(column.settled for column in columns):
        return columns
    found = [Column(one.index, one.heading, one.parts, one.look, seen=one.seen) for one in columns]
    decide(found, headings, grain, cells, rows)
    return found


def _number_payments(columns: Iterable[Column]) -> None:
    """Give two columns of one type of payment (TLR1 and TLR2) a record each."""
    of_type: dict[Target, list[Column]] = {}
    for column in columns:
        for target in column.targets:
            if target.field == "payment.PaymentAmount" and target.type and target.group is None and not column.settled:
                of_type.setdefault(target, []).append(column)
    for target, same in of_type.items():
        if len(same) > 1:
            for number, column in enumerate(same, 1):
                column.decided = str(target._replace(group=number))


def _one_column_each(
    columns: list[Column], headings: Headings, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> None:
    by_target: dict[Target, list[Column]] = {}
    for column in columns:
        for target in column.targets:
            if not headings.collection.fields[target.field].repeats:
                by_target.setdefault(target, []).append(column)
    for target, same in by_target.items():
        if len(same) < 2:
            continue
        same.sort(
            key=lambda column: (
                not column.settled,
                column.spare,
                not column.look.filled,
                -column.confidence,
                column.index,
            )
        )
        first = same[0]
        for other in same[1:]:
            if other.settled:
                continue
            if other.spare or not other.look.filled or target.field in _ONE_IS_ENOUGH:
                other.decided, other.reason = (
                    IGNORE,
                    f"'{first.heading}' has {headings.collection.fields[target.field].label.lower()} already",
                )
            elif _same_cells(cells[first.index], cells[other.index], rows):
                other.decided, other.reason = IGNORE, f"it says the same as '{first.heading}'"
            else:
                other.decided, other.reason = OPEN, f"'{first.heading}' and '{other.heading}' both look like it"


def _same_cells(one: Sequence[Cell], other: Sequence[Cell], rows: Sequence[int]) -> bool:
    return all(one[row] == other[row] or other[row] in (None, "") for row in rows)


def _names(columns: list[Column]) -> None:
    """Leave out a full name where family and given names have columns of their own."""
    filled = {target.field for column in columns if column.look.filled or column.settled for target in column.targets}
    if {"staff.PersonFamilyName", "staff.PersonGivenName"} <= filled:
        for column in columns:
            if column.decided in ("staff.FullName", "staff.Initials") and not column.settled:
                column.decided, column.reason = IGNORE, "family name and given name have columns of their own"


def _reopen(columns: list[Column], headings: Headings, grain: str) -> None:
    """Open each column that its heading would set aside for a reason that its cells do not bear out.

    The cells tell something that no other column has, or they are figures or dates under a heading of remarks.
    """
    filled = {target.field for column in columns for target in column.targets}
    for column in columns:
        if column.decided != IGNORE or column.settled or not column.heading or column.look.filled < ENOUGH:
            continue
        if not column.proposals or column.proposals[0].target != IGNORE or irrelevant(column.look) is not None:
            continue
        told = next(
            (
                one
                for name, one in _seen(column, headings, grain).items()
                if one.strength >= _SPEAKS_AGAINST and name not in filled and not _is_said(name, filled)
            ),
            None,
        )
        odd = column.reason.partition(" (under")[0] in _OF_WORDS and (
            column.look.numbers >= 0.8 or column.look.dates >= 0.8
        )
        if told is not None:
            column.decided, column.reason = OPEN, f"{column.reason}, but {told.reason}"
        elif odd:
            column.decided, column.reason = OPEN, f"{column.reason}, but the cells are figures or dates"


def _is_said(name: str, filled: set[str]) -> bool:
    """Whether another field says what a field does: a job title says the post and the role."""
    return name in _POST_AND_ROLE and bool(filled & _POST_AND_ROLE)


def _since(columns: list[Column]) -> None:
    """Take `Here since` for the arrival alone where another column has the start of the contract."""
    both = "contract.ContractStart + contract.SchoolArrivalDate"
    for column in columns:
        if column.settled or (column.decided != both and not (column.proposals and column.proposals[0].target == both)):
            continue
        others = {target.field for one in columns if one is not column for target in one.targets}
        if "contract.ContractStart" not in others:
            column.decided = both
        elif "contract.SchoolArrivalDate" not in others:
            column.decided, column.reason = "contract.SchoolArrivalDate", f"{column.reason}; the start stands elsewhere"


def _titles(columns: list[Column], headings: Headings) -> None:
    """Take a column headed `Post` for job titles where its cells are: schools write `Clerk to Governors` there.

    A title says the role too, and who is no staff of the school. It stays a column of posts where any cell is a post
    that the title table does not know.
    """
    post = next((column for column in columns if column.decided == "contract.Post" and not column.settled), None)
    filled = {target.field for column in columns if column.look.filled for target in column.targets}
    if post is None or "contract.JobTitle" in filled:
        return
    matcher = matcher_for(headings.collection, "contract.Post", {})
    if matcher is None:
        return
    lone = support = False
    for text in post.look.texts:
        code, title = matcher.match(text).code, job_title(text)
        if code is None:
            lone = lone or title is not None or fits_a_pattern(text)
        elif title is None or title.post not in ("", code):
            return
        else:
            support = support or (code == "SUP" and bool(title.roles))
    if lone or (support and "role.RoleIdentifier" not in filled):
        post.decided, post.reason = "contract.JobTitle", f"{post.reason}, and the cells are job titles"


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
    found.sort(key=lambda one: -one.confidence)
    return found[:MOST_CHOICES]


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


def choices(column: Column, headings: Headings, extra: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return what a question about a column offers: the likeliest targets, then `ignore`."""
    offered: dict[str, str] = {}
    for target in [*extra, *[one.target for one in column.proposals if one.confidence >= 0.3]]:
        if target != IGNORE and target not in offered and len(offered) < MOST_CHOICES:
            offered[target] = describe(target, headings.collection)
    offered[IGNORE] = "not needed for the return"
    return tuple(offered.items())


def in_order(columns: Iterable[Column]) -> dict[int, tuple[Target, ...]]:
    """Return the targets of each column that has some.

    Further given names stand after the first, wherever their column is.
    """
    used = [column for column in columns if column.targets]
    return {column.index: column.targets for column in sorted(used, key=lambda column: (column.later, column.index))}

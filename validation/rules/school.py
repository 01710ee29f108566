"""A school's vacancies, occasional teachers and third-party staff, an authority's psychologists (7010 to 7240Q)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from swf_desktop.record import Record
from validation.rule import Hit, ReturnFacts, holds, return_rule
from validation.rules.whole_return import LEVEL, of_a_school

LEADERSHIP_POSTS: Final = frozenset({"EXH", "HDT", "DHT", "AHT"})
"""Vacant posts without a subject. The department's list was not seen; these are the leadership posts of the set."""

TEACHING_ROLES: Final = frozenset(
    {"ASHT", "DPHT", "EXHT", "HDTR", "MISC", "MUSC", "PERI", "SENC", "SPLY", "TCHR", "TMIS", "TNON", "TPRU"}
)
"""Roles that a count of third-party support staff must not have, as listed in 2022."""

OCCASIONALS: Final = ("OccasionalsQTS", "OccasionalsNOTQTS", "OccasionalsNOTKNWN")


def _vacancies(facts: ReturnFacts) -> list[Record]:
    return [] if facts.school is None else [one for one in facts.school.of("vacancy") if one.values]


def _headcounts(facts: ReturnFacts) -> list[Record]:
    # One of a file that was removed by hand is kept, empty, so that it can come back; nothing of it is sent.
    return [] if facts.school is None else [one for one in facts.school.of("headcount") if one.values]


def _says_of_itself(facts: ReturnFacts) -> bool:
    """Whether the return should hold the school's own part, or does: an authority's file about one school need not."""
    return facts.level == "S" and (facts.school is not None or of_a_school(facts))


def _is_count(record: Record, tag: str) -> bool:
    value = record.typed(tag)
    return isinstance(value, int) and value >= 0


@return_rule("7010", "vacancy.VacancyPost", "vacancy.Subject")
def vacancy_subject_unwanted(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a subject given for a vacancy in a leadership post."""
    for vacancy in _vacancies(facts):
        post = vacancy.code("VacancyPost")
        if post in LEADERSHIP_POSTS and vacancy.has("Subject"):
            yield Hit(vacancy, "Subject", {"post": post or ""})


@return_rule("7040", "vacancy.Tenure", covers=("vacancy.Tenure",))
def vacancy_tenure_known(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a tenure that is neither F nor P; X81 asks for a blank one."""
    for vacancy in _vacancies(facts):
        if not holds(facts.collection, vacancy, "Tenure"):
            yield Hit(vacancy, "Tenure", {"what": f'"{vacancy.code("Tenure")}", which is neither F nor P'})


def _bad_occasionals(facts: ReturnFacts, tag: str) -> Iterator[Hit]:
    """Yield the school, or the return without a school part, where a count of a school's return is no whole number."""
    if _says_of_itself(facts):
        record = facts.school
        if record is None:
            yield Hit(facts.message, None, {"label": facts.collection.fields[f"school.{tag}"].label, "what": "missing"})
        elif not _is_count(record, tag):
            what = f'"{record.raw(tag)}", which is not a whole number of 0 or more' if record.has(tag) else "missing"
            yield Hit(record, tag, {"what": what})


@return_rule("7100", *(f"school.{tag}" for tag in OCCASIONALS), *LEVEL)
def occasionals_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report once what 7110 to 7112 report one by one: the umbrella over them."""
    if _says_of_itself(facts) and (
        facts.school is None or not all(_is_count(facts.school, tag) for tag in OCCASIONALS)
    ):
        yield Hit(facts.school if facts.school is not None else facts.message)


@return_rule("7110", "school.OccasionalsQTS", *LEVEL, covers=("school.OccasionalsQTS",))
def occasionals_qualified(facts: ReturnFacts) -> Iterator[Hit]:
    """Report OccasionalsQTS of a school's return absent or not a whole number from 0 up."""
    yield from _bad_occasionals(facts, "OccasionalsQTS")


@return_rule("7111", "school.OccasionalsNOTQTS", *LEVEL, covers=("school.OccasionalsNOTQTS",))
def occasionals_unqualified(facts: ReturnFacts) -> Iterator[Hit]:
    """Report OccasionalsNOTQTS of a school's return absent or not a whole number from 0 up."""
    yield from _bad_occasionals(facts, "OccasionalsNOTQTS")


@return_rule("7112", "school.OccasionalsNOTKNWN", *LEVEL, covers=("school.OccasionalsNOTKNWN",))
def occasionals_unknown(facts: ReturnFacts) -> Iterator[Hit]:
    """Report OccasionalsNOTKNWN of a school's return absent or not a whole number from 0 up."""
    yield from _bad_occasionals(facts, "OccasionalsNOTKNWN")


@return_rule("7230", "headcount.AgencyTPsupportCategory")
def headcount_no_teachers(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a teaching role counted as third-party support staff; off in 2013, whose categories are no roles."""
    for count in _headcounts(facts):
        if count.code("AgencyTPsupportCategory") in TEACHING_ROLES:
            yield Hit(count, "AgencyTPsupportCategory")


@return_rule("7240Q", "vacancy.VacancyPost", *LEVEL)
def vacancies_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a school's return without a vacancy; seen from 2016, off in 2013."""
    if _says_of_itself(facts) and not _vacancies(facts):
        yield Hit(facts.school if facts.school is not None else facts.message)


@return_rule("X80", "vacancy.VacancyPost")
def vacancy_post_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a vacancy without its post, which the data items require."""
    for vacancy in _vacancies(facts):
        if not vacancy.has("VacancyPost"):
            yield Hit(vacancy, "VacancyPost")


@return_rule("X81", "vacancy.Tenure", "vacancy.VacancyTemporarilyFilled", "vacancy.VacancyAdvertised")
def vacancy_items_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report tenure, filled or advertised absent from a vacancy; a query, as the data items mark them conditional."""
    for vacancy in _vacancies(facts):
        for tag in ("Tenure", "VacancyTemporarilyFilled", "VacancyAdvertised"):
            if not vacancy.has(tag) and facts.collection.sends(f"vacancy.{tag}"):
                yield Hit(vacancy, tag)


@return_rule("X82", "vacancy.VacancyPost", "vacancy.Subject")
def vacancy_subject_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report no subject for a vacancy in a known post that is no leadership post: the mirror of 7010."""
    for vacancy in _vacancies(facts):
        post = vacancy.code("VacancyPost")
        if (
            post is not None
            and post not in LEADERSHIP_POSTS
            and not vacancy.has("Subject")
            and facts.collection.sends("vacancy.Subject")
            and holds(facts.collection, vacancy, "VacancyPost")
        ):
            yield Hit(vacancy, "Subject", {"post": post})


@return_rule("X83", "headcount.AgencyTPsupportCategory")
def headcount_category_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a count of third-party support staff without its category, which the data items require."""
    for count in _headcounts(facts):
        if not count.has("AgencyTPsupportCategory"):
            yield Hit(count, "AgencyTPsupportCategory")


@return_rule("X84", "headcount.SupHeadCount")
def headcount_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a category of third-party support staff without its count, which the data items require."""
    for count in _headcounts(facts):
        if not count.has("SupHeadCount"):
            yield Hit(count, "SupHeadCount")


@return_rule("X85", "headcount.SupHeadCount", "headcount.AgencyTPsupportCategory", *LEVEL)
def headcounts_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a school's return without third-party support staff: no system holds them, so people forget."""
    collected = facts.collection.sends("headcount.SupHeadCount")
    if collected and _says_of_itself(facts) and not _headcounts(facts):
        yield Hit(facts.school if facts.school is not None else facts.message)


@return_rule("X86", "headcount.AgencyTPsupportCategory")
def headcount_category_once(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a category of third-party support staff that is counted twice, at the second and later records."""
    seen: Counter[str] = Counter()
    for count in _headcounts(facts):
        category = count.code("AgencyTPsupportCategory")
        if category is not None:
            seen[category] += 1
            if seen[category] > 1:
                yield Hit(count, "AgencyTPsupportCategory")


@return_rule("X90", *LEVEL, "la.EdPsychsFT")
def psychologists_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report an authority's return (level L, no establishment) without the educational psychologist counts.

    A query: an authority may send the counts in a file of their own.
    """
    if facts.level == "L" and not facts.message.has("Estab") and facts.la is None:
        yield Hit(facts.message)


@return_rule("X91", "la.EdPsychsFT", "la.EdPsychsPT", "la.EdPsychsFTE")
def psychologist_counts_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a count of educational psychologists absent from the authority's part, which needs all three."""
    if facts.la is not None:
        for tag in ("EdPsychsFT", "EdPsychsPT", "EdPsychsFTE"):
            if not facts.la.has(tag):
                yield Hit(facts.la, tag)


@return_rule("X92", "la.EdPsychsPT", "la.EdPsychsFTE")
def psychologist_share(facts: ReturnFacts) -> Iterator[Hit]:
    """Report the part-timers' full-time equivalent where it is below zero or not below their number; both 0 fit."""
    la = facts.la
    if la is None:
        return
    heads, share = la.typed("EdPsychsPT"), la.typed("EdPsychsFTE")
    if isinstance(heads, int) and isinstance(share, Decimal) and (share < 0 or (share >= heads and (heads or share))):
        yield Hit(la, "EdPsychsFTE", {"heads": str(heads)})

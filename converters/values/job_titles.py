"""What a job title says: a post, roles, or somebody who is not in the census."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from converters.values.codes import alias_of, plain_words, value_aliases
from resources import resource

OUT: Final = "out"
"""What a recipe says of a job title whose holders are no part of the return."""


LEADERS: Final = frozenset({"EXH", "HDT", "DHT", "AHT"})
"""Posts that take in a teacher's role as well: `Assistant Head & SENCO` is an AHT with two roles."""


_BRACKETS: Final = re.compile(r"(?:(?<!\s)\s++)?[(\[][^)\]]*+[)\]]?")


_JOINED: Final = re.compile(r"(?:(?<!\s)\s++)?(?:&|\+|/|,|\band\b)\s*+", re.IGNORECASE)


_NOISE: Final = re.compile(
    r"\b(?:(?:year|yr|y|ks|key stage|class|set|room|grade|scale|band|job share|nc)\s*\d+[a-z]?|r?\d+(?: \d+)?|part "
    r"time|full time|pt|ft|fte|tto|"
    r"term time(?: only)?|temporary|temp|permanent|perm|fixed term|maternity cover|mat cover|job "
    r"?share|ks1|ks2|ks3|ks4|eyfs|fs1|fs2|"
    r"mps|ups|main scale|upper scale|reception|nursery class|l[1-4]|level [1-4])\b"
)


class JobTitle(NamedTuple):
    """What a job title says.

    roles: codes. out: why its holders are not in the return (`governor`, `casual` ...), "" where they are.
    """

    post: str
    roles: tuple[str, ...] = ()
    out: str = ""
    reason: str = ""


@cache
def known_titles() -> Mapping[str, JobTitle]:
    """Return the job titles of `job_titles.csv`, by their words."""
    rows = csv.DictReader(io.StringIO(resource("census", "job_titles.csv").read_text(encoding="utf-8")))
    return {
        plain_words(row["title"]): JobTitle(
            row["post"], (row["role"],) if row["role"] else (), row["out"], row["reason"]
        )
        for row in rows
    }


@cache
def job_title(text: str) -> JobTitle | None:
    """Return what a job title says, None where it is not certain.

    The title counts whole, without what stands in brackets, or without words that say nothing of the post (`Year 3`,
    `part time`). Two titles in one are two roles where they go together on one post.
    """
    class_and_more = _class_and_more(text)
    if class_and_more is not None:
        return class_and_more
    found: JobTitle | None = None
    for form in (text, _BRACKETS.sub("", text)):
        words = plain_words(form)
        for tried in (words, " ".join(_NOISE.sub(" ", words).split())):
            known = _known(tried)
            if known is not None and (known.roles or known.out):
                return known
            found = found or known
    pieces = [piece for piece in _JOINED.split(_BRACKETS.sub("", text)) if piece]
    if found is not None or len(pieces) < 2:
        return found
    parts = [part for piece in pieces if (part := job_title(piece)) is not None and not part.out]
    return _together(parts) if len(parts) == len(pieces) else None


_CLASS: Final = re.compile(r"(?:y(?:ea)?r|class|ks|key stage) ?[0-9]+[a-z]?|reception|nursery|eyfs", re.IGNORECASE)
"""A class and no more, such as `Yr 3`: beside another title of a teacher, its holder teaches that class."""


def _class_and_more(text: str) -> JobTitle | None:
    """Return what `Yr 3 + SENCO` says: a class teacher with another role; None for other titles."""
    pieces = [piece.strip() for piece in re.split(r"[+&,;]|\band\b", text) if piece.strip()]
    classes = [piece for piece in pieces if _CLASS.fullmatch(piece)]
    others = [piece for piece in pieces if not _CLASS.fullmatch(piece)]
    if not classes or len(others) != 1:
        return None
    other = job_title(others[0])
    if other is None or other.post != "TCH" or other.out:
        return None
    return JobTitle("TCH", tuple(dict.fromkeys((*other.roles, "TCHR"))))


def _known(words: str) -> JobTitle | None:
    if not words:
        return None
    found = known_titles().get(words)
    if found is not None:
        return found
    of_subject = _OF_SUBJECT.fullmatch(words)
    if of_subject is not None and _is_subject(of_subject["subject"]):
        return JobTitle("TCH", ("HDPT" if of_subject["head"] else "TCHR",))
    post = alias_of(value_aliases("contract.Post"), words)
    role = alias_of(value_aliases("role.RoleIdentifier"), words)
    return JobTitle(post, (role,) if role else ()) if post is not None else None


_OF_SUBJECT: Final = re.compile(r"(?:(?P<head>(?:head|leader) of)|teacher of) (?P<subject>.+)")


@cache
def _is_subject(words: str) -> bool:
    """Whether words are a subject of the curriculum, by its label or an alias."""
    labels = {plain_words(row["description"]) for row in _subjects()}
    return words in labels or alias_of(value_aliases("curriculum.Subject", "D00115"), words) is not None


@cache
def _subjects() -> tuple[dict[str, str], ...]:
    rows = csv.DictReader(io.StringIO(resource("census", "codes.csv").read_text(encoding="utf-8")))
    return tuple(row for row in rows if row["set_id"] == "D00115")


def _together(parts: list[JobTitle]) -> JobTitle | None:
    """Join titles of one post; a leader who also teaches or is SENCO has the leader's post."""
    posts = {part.post for part in parts}
    if len(posts) > 1:
        leading = posts & LEADERS
        if len(leading) != 1 or posts - leading != {"TCH"}:
            return None
        posts = leading
    roles = tuple(dict.fromkeys(role for part in parts for role in part.roles))
    return JobTitle(posts.pop(), roles)


def settled_title(answer: str) -> JobTitle:
    """Read what a recipe says of a job title: `TAS/LSEN`, `TCH/TCHR+SENC`, `SUP`, or `out`."""
    if answer == OUT:
        return JobTitle("", (), "title", "The recipe leaves out people with this job title.")
    post, _, roles = answer.partition("/")
    return JobTitle(post.strip(), tuple(role.strip() for role in roles.split("+") if role.strip()))


def says(text: str, settled: Mapping[str, str]) -> JobTitle | None:
    """Return what a title says, by the recipe or else by the table; None where neither is certain."""
    answer = settled.get(text) or settled.get(text.casefold())
    return settled_title(answer) if answer else job_title(text)


class Pattern(NamedTuple):
    """A kind of people who are mostly no part of a return. words: in a job title or staff group. why: for people."""

    name: str
    label: str
    words: re.Pattern[str]
    why: str


PATTERNS: Final = (
    Pattern(
        "casual",
        "casual, relief, supply or bank staff",
        re.compile(r"\b(?:casual|relief|zero hours?|bank|supply|sessional|as and when)\b", re.IGNORECASE),
        "they have no contract of 28 days or more. If they were in school on census day, count the teachers among "
        "the occasional "
        "teachers and support staff of less than a month under third-party support (SCHLA)",
    ),
    Pattern(
        "governor",
        "governors or their clerk",
        re.compile(r"\bgovern(?:or|ing)s?\b", re.IGNORECASE),
        "they are no staff of the school, unless part of their time is for it",
    ),
    Pattern("volunteer", "volunteers", re.compile(r"\bvolunt", re.IGNORECASE), "they have no contract"),
    Pattern(
        "club",
        "staff of a club or children's centre",
        re.compile(
            r"\b(?:breakfast club|after.?school|out of school|holiday club|children'?s "
            r"centre|playworker|wraparound|cr[eè]che)\b",
            re.IGNORECASE,
        ),
        "they are out unless part of their time is for the school",
    ),
    Pattern(
        "service",
        "teachers of a music, PE or other service",
        re.compile(r"\b(?:peripatetic|music service|visiting music|instrumental)\b", re.IGNORECASE),
        "they are the staff of the authority or company that sends them, and not at all in the census where parents "
        "pay them",
    ),
    Pattern(
        "student",
        "students on placement",
        re.compile(r"\b(?:pgce student|student teacher|placement)\b", re.IGNORECASE),
        "they have no contract; School Direct (salaried), GTP and Teach First trainees are in",
    ),
    Pattern(
        "invigilator",
        "exam invigilators",
        re.compile(r"\binvigilat", re.IGNORECASE),
        "they are in only where they work regularly",
    ),
)


def fits_a_pattern(text: str) -> bool:
    """Whether a job title speaks of people who are mostly no part of a return."""
    return any(pattern.words.search(text) for pattern in PATTERNS)

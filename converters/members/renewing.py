"""Codes of earlier years in files of this one, and the flag of the senior leadership team.

What became of a code that ended stands in `successors.csv`. Where it is certain the new code is taken and it is said;
where there is a choice, pay tells (a classroom teacher on the upper range is TCU), else one question serves everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from converters.recipe.keys import ended_code_key, professional_key
from converters.recipe.question import Question
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection, Successor
from swf_desktop.pay.points import scale_of_point
from swf_desktop.record import Record, Return, Source
from swf_desktop.words import quoted

AS_IT_IS: Final = "keep"

POST_OF_RANGE: Final = {"TE": "TCM", "UT": "TCM", "TU": "TCU", "LP": "LDP"}
"""Pay range to the post of a teacher in class on it; an unqualified teacher is returned as main range."""

LEADERS: Final = frozenset({"EXH", "HDT", "DHT", "AHT", "LNT"})
"""Posts whose holders are on the senior leadership team where nothing else is said: one vendor's default (2024)."""


def renew_codes(
    return_: Return, collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Question], list[str]]:
    """Put this year's codes in the place of ended ones, and return the questions and sentences on what was done."""
    if not collection.successors:
        return [], []
    open_: dict[tuple[str, str], list[tuple[Record, str]]] = {}
    done: dict[tuple[str, str, str], int] = {}
    for record, tag, code, successor in _ended(return_, collection):
        name = f"{record.kind}.{tag}"
        new = _certain(record, tag, successor, answers.get(ended_code_key(name, code), ""))
        if new == AS_IT_IS:
            continue
        if new:
            raw = record.values[tag].raw
            record.values[tag] = value_of(collection.fields[name], new, raw)
            done[name, code, new] = done.get((name, code, new), 0) + 1
        else:
            open_.setdefault((name, code), []).append((record, tag))
    questions = [_question(name, code, records, collection) for (name, code), records in open_.items()]
    notes = [
        f"{collection.fields[name].label}: {code} is a code of earlier years; {new} "
        f"({_described(collection, name, new)}) was taken in {count} {'place' if count == 1 else 'places'}."
        for (name, code, new), count in done.items()
    ]
    return questions, notes


def _ended(return_: Return, collection: Collection) -> Iterator[tuple[Record, str, str, Successor]]:
    """Yield the values that are ended codes: record, tag, code, and what became of it."""
    by_kind: dict[str, list[tuple[str, dict[str, Successor]]]] = {}
    for name, codes in collection.successors.items():
        kind, _, tag = name.partition(".")
        by_kind.setdefault(kind, []).append((tag, codes))
    for record in list(return_.message.walk()):
        for tag, codes in by_kind.get(record.kind, ()):
            code = record.code(tag)
            if code in codes and code is not None:
                yield record, tag, code, codes[code]


def _certain(record: Record, tag: str, successor: Successor, answer: str) -> str:
    """Return the new code where answer, table or pay tell it, AS_IT_IS where the user keeps the old, else nothing."""
    if answer:
        return answer
    if successor.certain and successor.becomes:
        return successor.becomes[0]
    if record.kind == "contract" and tag == "Post":
        post = POST_OF_RANGE.get(_range(record))
        return post if post in successor.becomes else ""
    if record.kind == "payment":
        name = (record.code("PaymentName") or "").casefold()
        told = {"TLE": ("tlr1", "tlr 1", "tlr2", "tlr 2"), "TL3": ("tlr3", "tlr 3")}
        return next((code for code in successor.becomes if any(word in name for word in told.get(code, ()))), "")
    return ""


POST: Final = "contract.Post"
SUPPORT: Final = "OSP"
PROFESSIONAL_POSTS: Final = ("SBP", SUPPORT, "LNT")
PROFESSIONAL_ROLES: Final = ("BUSS", "BURS", "FINC")
"""Roles whose holders may be school business professionals, where their title says that they manage."""

_MANAGES: Final = re.compile(r"manager|director|head of|bursar|leader|business", re.IGNORECASE)


def settle_professionals(return_: Return, collection: Collection, answers: Mapping[str, str]) -> list[Question]:
    """Ask whether managers of business and finance are school business professionals, once for each role.

    The post is recorded and never guessed (one vendor's notes, 2024); other support staff stands until then. Whoever is
    said to be so in so many words is not asked about.
    """
    codes = collection.code_sets[collection.fields[POST].code_set]
    if not codes.holds(PROFESSIONAL_POSTS[0]):
        return []
    label = _described(collection, POST, SUPPORT).casefold()
    asked: dict[str, list[Record]] = {}
    for person in return_.staff:
        for contract in person.of("contract"):
            said = contract.raw("Post").strip().casefold()
            if contract.code("Post") != SUPPORT or said in (SUPPORT.casefold(), label):
                continue
            if not _MANAGES.search(contract.raw("JobTitle")):
                continue
            roles = (one.code("RoleIdentifier") for one in contract.of("role"))
            role = next((role for role in roles if role in PROFESSIONAL_ROLES), None)
            if role is None:
                continue
            answer = answers.get(professional_key(role), "")
            if answer in PROFESSIONAL_POSTS:
                contract.values["Post"] = value_of(collection.fields[POST], answer, contract.raw("Post"))
            else:
                asked.setdefault(role, []).append(contract)
    return [_ask_professionals(role, contracts, collection) for role, contracts in asked.items()]


def _ask_professionals(role: str, contracts: list[Record], collection: Collection) -> Question:
    titles = sorted({contract.raw("JobTitle").strip() for contract in contracts})
    return Question(
        "answer",
        professional_key(role),
        "",
        f"{quoted(titles)}: is that a school business professional? That post never follows from a role. "
        "Other support staff (OSP) stands until that is answered.",
        tuple((code, _described(collection, POST, code)) for code in PROFESSIONAL_POSTS),
        examples=tuple(titles[:3]),
        count=len(contracts),
        source=contracts[0].source("JobTitle"),
    )


def _range(contract: Record) -> str:
    """Return the pay range of a contract or of its first role with one, told by its point where there is no range."""
    for record in (contract, *contract.of("role")):
        scale = record.code("Scale") or scale_of_point(record.code("SpinePoint") or "")
        if scale:
            return scale
    return ""


def _described(collection: Collection, name: str, code: str) -> str:
    found = collection.code_sets[collection.fields[name].code_set].codes.get(code)
    return "" if found is None else found.description


def _question(name: str, code: str, records: list[tuple[Record, str]], collection: Collection) -> Question:
    successor = collection.successors[name][code]
    record, tag = records[0]
    source: Source | None = record.source(tag)
    held = collection.code_sets[collection.fields[name].code_set]
    choices = [(one, _described(collection, name, one)) for one in successor.becomes]
    if not choices:
        choices = [(one, row.description) for one, row in held.codes.items()][:30]
    choices.append((AS_IT_IS, "leave it; it will be reported"))
    return Question(
        "answer",
        ended_code_key(name, code),
        "",
        f"{collection.fields[name].label} {code} ({len(records)} of them) is a code of earlier years. {successor.text} "
        "Which code is it now?",
        tuple(choices),
        count=len(records),
        source=source,
    )


def settle_leaders(return_: Return, collection: Collection) -> list[str]:
    """Fill who is on the senior leadership team where nothing says it, but for business professionals: they are asked.

    Yes for the posts of leaders, no for all others with a known post; a sentence says so.
    """
    if not collection.sends("staff.SLT"):
        return []
    field = collection.fields["staff.SLT"]
    yes = no = left = 0
    for person in return_.staff:
        posts = {code for contract in person.of("contract") if (code := contract.code("Post"))}
        if person.has("SLT") or not posts:
            continue
        if posts & LEADERS:
            person.values["SLT"] = value_of(field, True)
            yes += 1
        elif "SBP" in posts:
            left += 1
        else:
            person.values["SLT"] = value_of(field, False)
            no += 1
    if not yes + no + left:
        return []
    rest = f" {left} school business professionals are left blank: say it of each." if left else ""
    return [
        f"No file says who is on the senior leadership team: yes was taken for {yes} by their post (head, deputy, "
        f"assistant and executive heads, non-teaching leaders), no for {no}.{rest}"
    ]

"""What job titles say.

The post and role that a title such as `Learning Support Assistant` stands for, and the titles of people who are no
staff of the school.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final

from converters.recipe.question import Question
from converters.values.codes import plain_words
from converters.values.job_titles import OUT, known_titles, says
from swf_desktop.canonical import value_of
from swf_desktop.collection import Code, Collection
from swf_desktop.record import Record, Return, Source

ALIKE: Final = 0.6
MOST_OFFERED: Final = 5


def fill_posts(
    return_: Return, collection: Collection, settled: Mapping[str, str], kept: frozenset[str] = frozenset()
) -> list[Question]:
    """Give contracts the post and role that their job title stands for, where no column says them.

    settled: job title to answer, as the recipe has it. kept: patterns of titles (`casual` ...) that the user keeps in
    the return. Returns a question for each title that is not certain, of contracts whose post nobody says.
    """
    asked: dict[str, tuple[int, Source | None]] = {}
    post_field, role_field = collection.fields["contract.Post"], collection.fields["role.RoleIdentifier"]
    posts, roles = collection.code_sets[post_field.code_set], collection.code_sets[role_field.code_set]
    for person in return_.staff:
        for contract in person.of("contract"):
            title = contract.values.get("JobTitle")
            if title is None:
                continue
            text = str(title.sent)
            said = says(text, settled)
            if said is not None:
                said = said._replace(post=collection.renewed("contract.Post", said.post))
            if not contract.has("Post"):
                if said is not None and said.post and posts.holds(said.post):
                    contract.put("Post", value_of(post_field, said.post, title.raw), contract.origin_of("JobTitle"))
                elif said is None or (said.out in kept and not said.post):
                    count, source = asked.get(text, (0, contract.source("JobTitle")))
                    asked[text] = count + 1, source
            if (
                said is None
                or contract.code("Post") != said.post
                or any(role.has("RoleIdentifier") for role in contract.of("role"))
            ):
                continue
            for role in said.roles:
                if roles.holds(role):
                    record = _empty_role(contract) or contract.add(
                        Record("role", origin=contract.origin_of("JobTitle"))
                    )
                    record.values["RoleIdentifier"] = value_of(role_field, role, title.raw)
    return [_question(text, count, source, collection) for text, (count, source) in asked.items()]


def fill_schools(return_: Return, collection: Collection, settled: Mapping[str, str]) -> list[Question]:
    """Give contracts of several schools, known by name only, their establishment numbers.

    Settled: school's name to number.

    Returns a question for each name without a number, where there is more than one name.
    """
    named: dict[str, list[Record]] = {}
    for person in return_.staff:
        for contract in person.of("contract"):
            name = contract.code("SchoolName")
            if name is not None and not contract.has("Estab"):
                named.setdefault(name, []).append(contract)
    field = collection.fields["contract.Estab"]
    for name, contracts in named.items():
        number = settled.get(name) or settled.get(name.casefold())
        for contract in contracts if number else ():
            contract.put("Estab", value_of(field, number, name), contract.origin_of("SchoolName"))
    if len(named) < 2:
        return []
    return [
        Question(
            "code",
            name,
            "contract.SchoolName",
            f"Several schools are named here. What is the establishment number (four digits) of {name}?",
            (),
            (name,),
            len(contracts),
            contracts[0].source("SchoolName"),
            step="codes",
        )
        for name, contracts in named.items()
        if not contracts[0].has("Estab")
    ]


def _empty_role(contract: Record) -> Record | None:
    """Return a role that has pay or hours and is not named yet."""
    return next((role for role in contract.of("role") if not role.has("RoleIdentifier")), None)


def _question(text: str, count: int, source: Source | None, collection: Collection) -> Question:
    words = plain_words(text)
    matcher = SequenceMatcher(b=words)
    scores: dict[str, float] = {}
    for key, title in known_titles().items():
        if not title.post:
            continue
        matcher.set_seq1(key)
        score = matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
        if score >= ALIKE:
            answer = "/".join((collection.renewed("contract.Post", title.post), "+".join(title.roles)))
            scores[answer] = max(scores.get(answer, 0.0), score)
    best = sorted(scores, key=lambda answer: (-scores[answer], answer))[:MOST_OFFERED]
    posts = collection.code_sets[collection.fields["contract.Post"].code_set].codes
    roles = collection.code_sets[collection.fields["role.RoleIdentifier"].code_set].codes
    choices = [(answer, _in_words(answer, posts, roles)) for answer in best]
    support = collection.renewed("contract.Post", "SUP")
    choices += [(f"{support}/OADM", "support staff, other school administration"), (OUT, "not part of this return")]
    return Question(
        "code",
        text,
        "contract.JobTitle",
        f"Job title '{text}': which post and role is it? A title that everybody knows will do, such as "
        "Teaching Assistant.",
        tuple(dict(choices).items()),
        (text,),
        count,
        source,
        step="codes",
    )


def _in_words(answer: str, posts: Mapping[str, Code], roles: Mapping[str, Code]) -> str:
    post, _, role = answer.partition("/")
    return ", ".join(table[code].description for table, code in ((posts, post), (roles, role)) if code in table)

"""What follows from what the files say.

Defaults of the collection, roles that a post demands, contracts outside the census window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from converters.joining.contracts import set_origin
from converters.members.leaving_out import leave_out, leave_out_duplicates, leave_out_of_window, leave_out_patterns
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import SERVICE_AGREEMENTS, category, is_open
from swf_desktop.record import Record, Return, Value

__all__ = [
    "Missing",
    "assign_keys",
    "derive_roles",
    "fill_defaults",
    "leave_out",
    "leave_out_duplicates",
    "leave_out_of_window",
    "leave_out_patterns",
    "missing_people",
    "settle_people",
    "settle_renewals",
    "settle_take_on",
    "settle_types",
]

ROLE_OF_POST = {"HDT": "HDTR", "DHT": "DPHT", "AHT": "ASHT"}
"""Rules 4414 to 4416 demand these roles, so there is no choice to ask about."""

LIKELY_ROLE_OF_POST = {"TCH": "TCHR", "TAS": "TASS", "AST": "TCHR", "EXL": "TCHR", "EXH": "EXHT", "AVT": "ADVT"}
"""Roles that nearly all contracts of a post have: offered, never taken unasked."""

CHANGE_OF_CONTRACT: Final = "NAPPCH"
NOT_APPLICABLE: Final = "NOTAPP"
HEADS: Final = frozenset({"HDT", "EXH"})

FEWEST_FOR_TAKE_ON: Final = 8
TAKE_ON_SHARE: Final = 0.6
"""So many contracts, and such a share of them, that begin on one day are no coincidence."""

FEWEST_FOR_TYPES: Final = 3
"""A type that fewer contracts lack is quicker filled in than asked about."""

MUCH: Final = 0.15
"""A change of the number of staff from last year that is worth a look."""

REPEATS_ESTAB = ("absence", "curriculum", "qualification")


@cache
def given(text: str) -> Value:
    """Return the shared value for a text that the program (not the source) says."""
    return Value(text, text, text)


def fill_defaults(return_: Return, collection: Collection, level: str, estab: str | None) -> None:
    """Fill what every record of a return has alike: level and establishment number, unless the source says them.

    level: `S` for a school's return, `L` for central staff. estab: None for central staff.
    """
    repeat = bool(collection.switches.get("estab.repeat")) and estab is not None
    number = given(estab) if estab is not None else None
    for staff in return_.staff:
        for contract in staff.of("contract"):
            contract.values.setdefault("LASchoolLevel", given(level))
            if repeat and number is not None and contract.code("LASchoolLevel") == "S":
                contract.values.setdefault("Estab", number)
        if repeat and number is not None:
            for kind in REPEATS_ESTAB:
                for record in staff.of(kind):
                    record.values.setdefault("Estab", number)
    if level == "S" and return_.school is None:
        return_.message.add(Record("school", "school"))
    if return_.school is not None and number is not None:
        return_.school.values.setdefault("Estab", number)


def derive_roles(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Give contracts without a role the role that their post demands.

    Ask once for each other post whose role is likely.
    """
    questions = []
    missing: dict[str, list[Record]] = {}
    for staff in return_.staff:
        for contract in staff.of("contract"):
            if any(role.has("RoleIdentifier") for role in contract.of("role")):
                continue
            post = contract.code("Post") or ""
            demanded = ROLE_OF_POST.get(post)
            if demanded is not None:
                _set_role(contract, demanded)
            elif post in LIKELY_ROLE_OF_POST:
                missing.setdefault(post, []).append(contract)
    for post, contracts in missing.items():
        key = f"role of contracts with post {post}"
        likely = LIKELY_ROLE_OF_POST[post]
        answer = answers.get(key)
        if answer is not None:
            for contract in contracts:
                _set_role(contract, answer)
            continue
        questions.append(
            Question(
                "answer",
                key,
                "",
                f"{len(contracts)} contracts with post {post} have no role. Which role do they have?",
                ((likely, "the usual role of this post"),),
                count=len(contracts),
                source=contracts[0].source(),
            )
        )
    return questions


def _set_role(contract: Record, code: str) -> None:
    roles = contract.of("role")
    role = roles[0] if roles else contract.add(Record("role", origin=contract.origin))
    role.values["RoleIdentifier"] = given(code)


def settle_people(
    return_: Return, collection: Collection, answers: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> tuple[list[Question], list[str]]:
    """Decide who is in the return and what follows from it, in the order in which one thing depends on the other.

    titles: job title to answer, as the recipe has it. Returns the questions and sentences on who was left out.
    """
    questions: list[Question] = []
    notes: list[str] = []
    for asked, said in (
        leave_out_patterns(return_, collection, answers, titles),
        leave_out_of_window(return_, collection, answers),
        leave_out_duplicates(return_, answers),
    ):
        questions += asked
        notes += said
    questions += settle_take_on(return_, answers)
    questions += settle_types(return_, answers)
    questions += settle_renewals(return_, collection, answers)
    questions += derive_roles(return_, answers)
    return questions, notes


TYPES_OFFERED: Final = {"PRM": "permanent", "FXT": "fixed term", "TMP": "temporary"}


def settle_types(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Ask once for the type of contract where no file gives anybody's.

    The answer is for contracts without an end: one that ends may be of another type, and is left to be filled in.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    without = [one for one in contracts if not one.has("ContractType") and not one.has("ContractEnd")]
    if len(without) < FEWEST_FOR_TYPES:
        return []
    key = "type of contracts without an end"
    answer = answers.get(key)
    if answer in TYPES_OFFERED:
        for contract in without:
            contract.values["ContractType"] = given(answer)
        return []
    if any(one.has("ContractType") for one in contracts):
        return []
    text = f"No file gives the type of a contract. Which type are the {len(without)} contracts without an end date?"
    return [
        Question(
            "answer",
            key,
            "",
            text,
            tuple(TYPES_OFFERED.items()),
            count=len(without),
            source=without[0].source(),
        )
    ]


def settle_renewals(return_: Return, collection: Collection, answers: Mapping[str, str]) -> list[Question]:
    """Deal with contracts that ended and were followed at once by another of the same person.

    A change of contract, nobody left.

    The destination of the one that ended is then NAPPCH, and the origin of the next one NOTAPP, where nothing says
    otherwise. Asked once.
    """
    found: list[tuple[Record, Record]] = []
    for staff in return_.staff:
        contracts = staff.of("contract")
        if len(contracts) < 2:
            continue
        for ended in contracts:
            end = ended.typed("ContractEnd")
            if (
                not isinstance(end, date)
                or not collection.contracts_from <= end <= collection.reference_date
                or ended.has("DestinationCode")
            ):
                continue
            after = next((contract for contract in contracts if _starts(contract, end)), None)
            if after is not None and category(staff) in (1, 2):
                found.append((ended, after))
    if not found:
        return []
    key = "destination of renewed contracts"
    answer = answers.get(key)
    if answer == CHANGE_OF_CONTRACT:
        for ended, after in found:
            ended.values["DestinationCode"] = given(CHANGE_OF_CONTRACT)
            after.values.setdefault("Origin", given(NOT_APPLICABLE))
    if answer in (CHANGE_OF_CONTRACT, "keep"):
        return []
    text = (
        f"{len(found)} contracts ended and another one of the same teacher began the day after. Send them as a "
        "change of contract?"
    )
    choices = (
        (CHANGE_OF_CONTRACT, "destination: not applicable, change of contract"),
        ("keep", "the destinations will be filled in"),
    )
    return [Question("answer", key, "", text, choices, count=len(found), source=found[0][0].source())]


def _starts(contract: Record, end: date) -> bool:
    start = contract.typed("ContractStart")
    return isinstance(start, date) and start - end == timedelta(1)


def settle_take_on(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Deal with a file in which most contracts start on one day that is no 1 September.

    A take-on by a new payroll or employer.

    Where the user says so, a start that another file has and that is earlier is taken instead.
    """
    starts = Counter[date]()
    contracts: list[tuple[Record, date]] = []
    for staff in return_.staff:
        for contract in staff.of("contract"):
            start = contract.typed("ContractStart")
            if isinstance(start, date):
                starts[start] += 1
                contracts.append((contract, start))
    if len(contracts) < FEWEST_FOR_TAKE_ON:
        return []
    day, count = starts.most_common(1)[0]
    if count < TAKE_ON_SHARE * len(contracts) or (day.month, day.day) == (9, 1):
        return []
    key = f"take-on date {day.isoformat()}"
    answer = answers.get(key)
    if answer == "take-on":
        for contract, start in contracts:
            if start == day:
                _earlier_start(contract, day)
    if answer in ("take-on", "start"):
        return []
    text = (
        f"{count} of {len(contracts)} contracts start on {day:%d/%m/%Y}. That looks like the day on which a new "
        "payroll or employer took them over: "
        "the census wants the original start and arrival, and nobody left on the day before. What is it?"
    )
    choices = (
        ("take-on", "a take-on: earlier starts in other files are used, the rest is to be looked up"),
        ("start", "the real start of all of them"),
    )
    first = next(contract for contract, start in contracts if start == day)
    return [Question("answer", key, "", text, choices, count=count, source=first.source("ContractStart"))]


def _earlier_start(contract: Record, day: date) -> None:
    """Take the earliest start that lost against the take-on date."""
    lost = (contract.losers or {}).get("ContractStart", [])
    earlier = [
        (value.typed, index)
        for index, (value, _) in enumerate(lost)
        if isinstance(value.typed, date) and value.typed < day
    ]
    if earlier:
        _, index = min(earlier)
        (value, origin), standing = lost[index], contract.values["ContractStart"]
        before = (contract.field_origins or {}).get("ContractStart", contract.origin)
        lost[index] = standing, before
        contract.values["ContractStart"] = value
        set_origin(contract, "ContractStart", origin)


class Missing(NamedTuple):
    """A sign that somebody or something is missing. id: short and stable. text: what was found; action: what to do."""

    id: str
    text: str
    action: str


def missing_people(
    return_: Return,
    collection: Collection,
    as_at: Mapping[str, date] | None = None,
    *,
    control_total: int | None = None,
    last_year: int | None = None,
) -> list[Missing]:
    """Say who may be missing from a school's return.

    as_at: place of a sheet to the date of its extract. control_total: the number of people on payroll's control
    report. last_year: the number of people with an open contract in last year's return.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    if not contracts:
        return []
    day, since = collection.reference_date, collection.contracts_from
    open_ = [contract for contract in contracts if is_open(contract, collection)]
    ends = [end for contract in contracts if isinstance(end := contract.typed("ContractEnd"), date)]
    found = []
    if not any(since <= end < day for end in ends):
        found.append(
            Missing(
                "no leavers",
                f"No contract ended since {since:%d/%m/%Y}: a list of current staff has no leavers.",
                f"Ask for everybody who left from {since:%d/%m/%Y} to {day:%d/%m/%Y}, with leaving date and "
                "destination.",
            )
        )
    for place, extracted in (as_at or {}).items():
        if extracted < day:
            found.append(
                Missing(
                    f"extract date: {place}",
                    f"{place} is as at {extracted:%d/%m/%Y}, before census day: later starters and leavers are "
                    "missing.",
                    f"Ask for the same report as at {day:%d/%m/%Y}, or add who started or left since.",
                )
            )
    if not any(contract.code("Post") in HEADS for contract in open_):
        found.append(
            Missing(
                "no head teacher",
                "Nobody has an open contract as head teacher.",
                "Add the head (an acting head with a contract of their own has post HDT), or note in COLLECT why "
                "there is none.",
            )
        )
    if not any(contract.code("ContractType") in SERVICE_AGREEMENTS for contract in open_):
        found.append(
            Missing(
                "no agency staff",
                "No agency or service agreement teacher is listed: they are on no payroll.",
                "If any taught here for 28 days or more up to census day, add them (contract type SAG, SLA or SOT).",
            )
        )
    school = return_.school
    if school is not None and not school.of("headcount"):
        found.append(
            Missing(
                "no third-party support",
                "No third-party support staff (catering, cleaning, grounds) are counted.",
                "Count those in school on census day whom somebody else employs.",
            )
        )
    here = sum(1 for staff in return_.staff if any(is_open(contract, collection) for contract in staff.of("contract")))
    for name, total in (("payroll's control total", control_total), ("last year's return", last_year)):
        if total is not None and total != here and (name != "last year's return" or abs(total - here) > MUCH * total):
            found.append(
                Missing(
                    name,
                    f"{here} people have an open contract; {name} has {total}.",
                    "Find out who is missing or too many.",
                )
            )
    return found


def assign_keys(return_: Return) -> None:
    """Give every record a key that stays the same when the same sources are read again.

    A person: the kind of id and the id, with `~2` for a second person of the same id. A contract: its reference, else
    start, post and establishment. Other records: their kind and ordinal below their parent.
    """
    seen: dict[str, int] = {}

    def unique(key: str) -> str:
        seen[key] = seen.get(key, 0) + 1
        return key if seen[key] == 1 else f"{key}~{seen[key]}"

    return_.message.key = "message"
    for index, person in enumerate(return_.staff, 1):
        tag = next((tag for tag in ("PersonRef", "TeacherNumber", "NINumber") if person.has(tag)), None)
        name = (
            f"{tag}:{person.values[tag].sent}"
            if tag
            else f"name:{person.code('PersonFamilyName') or ''}:{person.raw('PersonBirthDate') or index}"
        )
        person.key = unique(name)
        for contract in person.of("contract"):
            reference = contract.code("ContractRef")
            inner = reference or "|".join(contract.code(part) or "" for part in ("ContractStart", "Post", "Estab"))
            contract.key = unique(f"{person.key}/contract:{inner}")
    for kind in ("school", "la"):
        for index, record in enumerate(return_.message.of(kind), 1):
            record.key = kind if index == 1 else f"{kind}~{index}"
    for record in return_.message.walk():
        if not record.key and record.parent is not None:
            siblings = record.parent.of(record.kind)
            for index, sibling in enumerate(siblings, 1):
                sibling.key = f"{record.parent.key}/{record.kind}:{index}"

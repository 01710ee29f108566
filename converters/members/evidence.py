"""What the files say against one another of a person, asked once: whose agency, a teacher on a support scale, a title.

While a question is open the records stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from converters.joining.assembly import Assembly, place_of
from converters.members.defaults import given
from converters.recipe.keys import agency_key, gender_key, support_scale_key
from converters.recipe.question import Question
from converters.rows.parts import SheetRepair
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return

AGENCY: Final = {
    "SAG": "agency teachers, paid by the day: no pay is sent",
    "SLA": "supplied under a service agreement with an authority",
    "SOT": "supplied under another service agreement",
}
OWN: Final = "own"

_SEX: Final = {"mr": "1", "master": "1", "sir": "1", "mrs": "2", "miss": "2", "ms": "2", "mme": "2", "lady": "2"}
"""Titles that go with a gender (D00140: 1 male, 2 female). Dr, Rev and Mx go with none."""


def settle_agency(return_: Return, places: Iterable[str], answers: Mapping[str, str]) -> list[Question]:
    """Deal with contracts of a sheet that calls its people agency or supply staff and says no type of contract."""
    questions = []
    wanted = set(places)
    found: dict[str, list[Record]] = {}
    for staff in return_.staff:
        for contract in staff.of("contract"):
            place = place_of(contract.origin)
            if place in wanted and not contract.has("ContractType"):
                found.setdefault(place, []).append(contract)
    for place, contracts in found.items():
        key = agency_key(place)
        answer = answers.get(key)
        if answer in AGENCY:
            for contract in contracts:
                contract.values["ContractType"] = given(answer)
                contract.values.setdefault("DailyRate", given("Y"))
        elif answer != OWN:
            text = (
                f"{place} is headed as a list of agency or supply staff, and says no contract type. Are its "
                f"{len(contracts)} contracts agency contracts (SAG) with a daily rate?"
            )
            choices = (*AGENCY.items(), (OWN, "the school's own staff; types and pay will be filled in"))
            questions.append(
                Question("answer", key, "", text, choices, count=len(contracts), source=contracts[0].source())
            )
    return questions


def settle_support_scale(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Deal with teachers by their title who are on a scale of support staff and are not qualified."""
    found: dict[str, list[Record]] = {}
    for staff in return_.staff:
        if staff.typed("QTStatus") is True:
            continue
        for contract in staff.of("contract"):
            if contract.code("Post") == "TCH" and contract.code("Scale") == "NJ":
                title = contract.raw("JobTitle") or contract.raw("Post")
                found.setdefault(title.strip(), []).append(contract)
    questions = []
    for title, contracts in found.items():
        key = support_scale_key(title)
        answer = answers.get(key)
        if answer in ("TAS", "SUP"):
            for contract in contracts:
                contract.values["Post"] = given(answer)
        elif answer != "TCH":
            count = len(contracts)
            text = (
                f"{count} {'contract' if count == 1 else 'contracts'} of “{title}” would be a teacher's, but the "
                "person is on a pay scale of support staff and has no qualified teacher status. Which post is it?"
            )
            choices = (
                ("SUP", "support staff"),
                ("TAS", "teaching assistant"),
                ("TCH", "a teacher without qualified status; the pay scale is to be corrected"),
            )
            questions.append(Question("answer", key, "", text, choices, count=count, source=contracts[0].source()))
    return questions


def settle_gender(
    return_: Return, assembly: Assembly, collection: Collection, answers: Mapping[str, str]
) -> list[Question]:
    """Propose gender from Mr and Mrs where no file has a gender; taken only where the user says so.

    Before that each person is listed with title and gender among the notes; after it each is a repair, which can be
    rejected.
    """
    if any(staff.has("GenderCurrent") for staff in return_.staff):
        return []
    proposed = []
    for staff in return_.staff:
        said = assembly.honorifics.get(id(staff))
        code = _SEX.get(said[0].casefold().strip(" .")) if said is not None else None
        if said is not None and code is not None:
            proposed.append((staff, code, *said))
    if not proposed:
        return []
    answer = answers.get(gender_key())
    if answer == "no":
        return []
    field = collection.fields["staff.GenderCurrent"]
    words = {"1": "male", "2": "female"}
    if answer == "yes":
        for staff, code, text, source in proposed:
            staff.put("GenderCurrent", value_of(field, code, text), staff.origin)
            reason = "Gender from the title, as the recipe says."
            assembly.repairs.append(SheetRepair("title", source, field.name, text, words[code], reason))
        return []
    listed = "; ".join(f"{person_label(staff)}: {text}, {words[code]}" for staff, code, text, _ in proposed)
    assembly.notes.append((f"Gender that titles would give: {listed}.", None))
    number, rest = len(proposed), len(return_.staff) - len(proposed)
    shown = ", ".join(
        f"{word} for {count}" for code, word in words.items() if (count := sum(one[1] == code for one in proposed))
    )
    text = (
        f"No file has gender, and titles (Mr, Mrs) would give it for {number} people: {shown}"
        + (f"; {rest} would stay blank" if rest else "")
        + ". Take gender from the titles? Each person is listed in the report on how the files were read."
    )
    choices = (("yes", "take them; each is listed among the repairs"), ("no", "ask HR for a column of gender"))
    return [Question("answer", gender_key(), "", text, choices, count=number, source=proposed[0][3])]

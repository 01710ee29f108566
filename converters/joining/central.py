"""Central staff of an authority among the rows of schools: their contracts go into its own return and nowhere else.

Who they are, the files say: a level L, or a word such as `Central` where others have the number or name of a school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from converters.joining.assembly import Assembly
from converters.joining.split import OF_ESTAB, alone
from converters.rows.parts import SheetRepair
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

CENTRAL_REPAIR: Final = "central staff"

_CENTRAL: Final = re.compile(
    r"(?:(?:la|lea|local authority|council)[\s\-/]*)?central(?:ly)?"
    r"(?:[\s\-]+(?:staff|employed|team|service|services|la|lea|support|office))*"
    r"|(?:la|lea|local authority|county hall|0000)(?:[\s\-]+(?:staff|team))?",
    re.IGNORECASE,
)
"""What stands for the authority itself where others have a school. A trust's head office is no authority's: asked."""


def is_central(contract: Record) -> bool:
    """Whether a contract is of central staff of an authority."""
    return contract.code("LASchoolLevel") == "L"


def all_central(return_: Return) -> bool:
    """Whether all contracts of a return are of central staff."""
    contracts = [contract for person in return_.staff for contract in person.of("contract")]
    return bool(contracts) and all(map(is_central, contracts))


def take_central_words(result: Assembly, collection: Collection) -> None:
    """Read `Central` in place of a school's number or name as what it says: staff of the authority, level L.

    Each is listed as a repair. A level that the files say stands.
    """
    level = collection.fields["contract.LASchoolLevel"]
    cells: set[tuple[str, str]] = set()
    for person in result.return_.staff:
        for contract in person.of("contract"):
            tag = next((tag for tag in ("Estab", "SchoolName") if _says_central(contract, tag)), None)
            if tag is None or (tag == "SchoolName" and contract.has("Estab")):
                continue
            text = contract.raw(tag).strip()
            source, origin = contract.source(tag), contract.origin_of(tag)
            contract.withdraw("Estab")
            contract.withdraw("SchoolName")
            if not contract.has("LASchoolLevel"):
                contract.put("LASchoolLevel", value_of(level, "L", text), origin)
            cells.add(("contract.Estab", text))
            if source is not None:
                reason = (
                    "This is no school: the contract is of the authority's central staff, and goes into its return."
                )
                result.repairs.append(SheetRepair(CENTRAL_REPAIR, source, level.name, text, "L", reason))
        for kind in OF_ESTAB[1:]:
            for record in person.of(kind):
                if _says_central(record, "Estab"):
                    cells.add((f"{kind}.Estab", record.raw("Estab").strip()))
                    record.withdraw("Estab")
    result.problems[:] = [one for one in result.problems if (one.field, one.found.strip()) not in cells]


def _says_central(record: Record, tag: str) -> bool:
    return record.has(tag) and _CENTRAL.fullmatch(record.raw(tag).strip()) is not None


def central_return(return_: Return, lea: str) -> Return | None:
    """Take the central staff, and the counts of educational psychologists, out of a return of schools.

    Returns them as the authority's own return, None where there are none. Somebody with a contract at a school as well
    is in both, with each contract in one, and with absences and qualifications at the school.
    """
    part = Return(alone(return_.message), lea, practice=return_.practice)
    la = return_.la
    for person in list(return_.staff):
        contracts = person.of("contract")
        own = [contract for contract in contracts if is_central(contract)]
        if not own:
            continue
        if len(own) == len(contracts):
            part.message.add(person)
            continue
        _keep(person, "contract", (one for one in contracts if not is_central(one)))
        both = part.message.add(alone(person))
        for contract in own:
            both.add(contract)
    gone = set(map(id, part.staff))
    _keep(return_.message, "staff", (person for person in return_.staff if id(person) not in gone))
    if la is not None:
        part.message.add(la)
        _keep(return_.message, "la", ())
    return part if part.staff or la is not None else None


def _keep(parent: Record, kind: str, records: Iterable[Record]) -> None:
    if parent.children:
        parent.children[kind] = list(records)

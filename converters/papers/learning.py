"""What a file that COLLECT accepted teaches about its year: which parts it has and which codes it uses.

Nothing about people is kept: only names of elements, whether a part is there, and codes of lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from converters.papers.year_folder import begin, say_seen
from converters.sources.message import LoadedMessage
from swf_desktop.certainty import GUESS, SEEN
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.packs import put_rows
from swf_desktop.tables import table

PARTS: Final = {
    "header.content": ("message", "CBDSLevel"),
    "header.xversion": ("message", "Xversion"),
    "modules.block": ("message", "ContractOrServiceIncluded"),
    "estab.repeat": ("contract", "Estab"),
    "school.referenceDate": ("school", "ReferenceDate"),
    "school.estab": ("school", "Estab"),
    "staff.overseasTrained": ("staff", "OverseasTrndTchr"),
    "contract.payReviewDate": ("contract", "PayReviewDate"),
    "pay.framework": ("contract", "PayFramework"),
}
"""Switch of a year to an item that tells whether the part is there."""

_CODE: Final = re.compile(r"[A-Za-z0-9]{1,12}")
"""What may be kept as a code: short and without spaces, so that no text about anybody can be."""


@dataclass(slots=True)
class Learnt:
    """What a file teaches. switches: those that stand otherwise in it. confirmed: set and code that were guesses.

    new: set and code that are in no list of ours. unknown: elements that our message of the year has no place for.
    """

    switches: dict[str, bool] = field(default_factory=dict)
    confirmed: list[tuple[str, str]] = field(default_factory=list)
    new: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def learn(loaded: LoadedMessage) -> Learnt:
    """Return what a message that COLLECT accepted teaches about its year."""
    collection, learnt = loaded.collection, Learnt()
    records = list(loaded.return_.message.walk())
    held = {(record.kind, tag) for record in records for tag in record.values}
    for switch, place in PARTS.items():
        standing = collection.switches.get(switch)
        # Of a school that has no leader a missing framework says nothing; so a part counts as gone only where its
        # own record is there without it.
        there = any(record.kind == place[0] for record in records)
        if isinstance(standing, bool) and there and (place in held) != standing:
            learnt.switches[switch] = place in held
    for record in records:
        for tag, value in record.values.items():
            one = collection.fields.get(f"{record.kind}.{tag}")
            code_set = collection.code_sets.get(one.code_set) if one is not None and one.sent else None
            if code_set is None or code_set.membership != "list":
                continue
            for code in (value.sent,) if isinstance(value.sent, str) else value.sent:
                row = code_set.codes.get(code)
                if row is None and _CODE.fullmatch(code) and not code_set.holds(code):
                    learnt.new.append((code_set.id, code))
                elif row is not None and row.confidence.startswith(GUESS):
                    learnt.confirmed.append((code_set.id, code))
    learnt.new = sorted(set(learnt.new))
    learnt.confirmed = sorted(set(learnt.confirmed))
    learnt.unknown = sorted({re.sub(r"\[\d+\]", "", unknown.path) for unknown in loaded.unknown})
    return learnt


def write_learnt(learnt: Learnt, collection: Collection, folder: Path) -> list[Path]:
    """Write what was learnt as a year pack's folder, and return the files. Raises OSError."""
    written = begin(folder, collection)
    text = written[0].read_text(encoding="utf-8")
    for switch, on in learnt.switches.items():
        text = re.sub(rf'(?m)^"{re.escape(switch)}" = \w+', f'"{switch}" = {str(on).lower()}', text)
    write_text(written[0], text, own=True)
    if not learnt.unknown:
        say_seen(folder, collection, "message", "Its parts are those of a file that COLLECT accepted.")
    rows = _rows(learnt, collection)
    if rows:
        written.append(put_rows(folder, "codes.csv", rows))
    return written


def _rows(learnt: Learnt, collection: Collection) -> list[dict[str, str]]:
    """Return a row for each code, guessed ones under their own first year so that they take the guess's place."""
    known = {(row["set_id"], row["code"]): row for row in table("codes.csv")}
    basis = f"a file of {collection.year} that COLLECT accepted"
    rows = [{**known[place], "basis": basis, "confidence": SEEN} for place in learnt.confirmed if place in known]
    for set_id, code in learnt.new:
        rows.append(
            {
                **dict.fromkeys(table("codes.csv")[0], ""),
                "set_id": set_id,
                "set_name": collection.code_sets[set_id].name,
                "code": code,
                "description": f"{code} (meaning not known)",
                "from": str(collection.year),
                "use": "swf",
                "membership": "list",
                "basis": basis,
                "confidence": SEEN,
            }
        )
    return rows

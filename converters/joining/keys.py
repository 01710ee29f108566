"""The key of each record: stable when the files are read again."""

from __future__ import annotations

from swf_desktop.record import Return


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

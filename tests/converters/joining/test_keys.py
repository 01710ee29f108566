"""Keys of records: the same at each reading, and unique."""

from __future__ import annotations

from converters.joining.keys import assign_keys
from tests.converters.handmade_return import OPEN, contracts, record, staffed

# Keys


def test_keys_stay_the_same_and_are_unique() -> None:
    def keys() -> list[str]:
        return_ = staffed([{**OPEN, "ContractRef": "a"}, OPEN, OPEN], [OPEN])
        record("role", contracts(return_)[0], RoleIdentifier="TCHR")
        return_.staff[1].values["PersonRef"] = return_.staff[0].values["PersonRef"]
        assign_keys(return_)
        return [one.key for one in return_.message.walk()]

    assert keys() == keys()
    assert len(set(keys())) == len(keys())
    assert keys()[1:4] == ["PersonRef:1", "PersonRef:1/contract:a", "PersonRef:1/contract:a/role:TCHR"]
    assert "PersonRef:1~2" in keys()

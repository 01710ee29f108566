"""Records: what wins, what is kept beside it, and where each value came from."""

from __future__ import annotations

from swf_desktop.record import Origin, Record, Sheet, Value


def test_a_record_fills_loses_and_merges_its_own_values() -> None:
    """What wins, what is kept beside it, and the row that each of them came from."""
    sheet = Sheet("list.xlsx", "Staff", {})
    own, other, third = Origin(sheet, 2), Origin(sheet, 9), Origin(sheet, 11)
    record = Record("contract", origin=own)
    record.put("Post", Value("Teacher", "TCH", "TCH"))
    assert record.origin_of("Post") is own
    assert record.merge({"Post": Value("Head", "HDT", "HDT"), "ContractType": Value("P", "PRM", "PRM")}, other) == [
        "Post"
    ]
    assert [(value.sent, origin) for value, origin in record.lost("Post")] == [("HDT", other)]
    assert (record.code("Post"), record.origin_of("ContractType"), record.lost("ContractType")) == ("TCH", other, [])
    record.withdraw("ContractType")
    assert not record.has("ContractType")
    assert [(value.raw, origin) for value, origin in record.lost("ContractType")] == [("P", other)]
    record.put("ContractType", Value("F", "FXT", "FXT"), third)
    assert list(record.origins()) == [own, third]
    record.put("ContractType", Value("P", "PRM", "PRM"), own)
    assert list(record.origins()) == [own]
    record.withdraw("FTE")
    assert record.lost("FTE") == []

"""Rows of a raw table, as the window asks for them: of the table, or as they are counted in the file."""

from converters.sources.table import Table, part_of
from ui.worker.jobs import State, rows


def test_rows_of_a_part_are_found_by_their_numbers_in_the_file() -> None:
    whole = Table("pay.xlsx", "Pay", [["Name", "a", "b", "c", "d"], [1, 2, 3, 4, 5]], 5)
    state = State()
    state.tables["part"] = part_of(whole, [0, 2, 4])
    assert rows(state, lambda *_: None, "part", 0, 9) == [["Name", "1"], ["b", "3"], ["d", "5"]]
    assert rows(state, lambda *_: None, "part", 1, 3, True) == [[], ["b", "3"], []]
    state.tables["whole"] = whole
    assert rows(state, lambda *_: None, "whole", 1, 2, True) == [["a", "2"], ["b", "3"]]

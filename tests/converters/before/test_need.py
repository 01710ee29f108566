"""What a school needs and from whom, for every year, and the e-mails that ask for it."""

import pytest

from converters.before.need import LETTERS, WHOM, letter, needs
from swf_desktop.collection import Collection, collection_years


@pytest.mark.parametrize("year", collection_years())
def test_every_year_says_what_is_needed_and_from_whom(year: int) -> None:
    collection = Collection.load(year)
    found = needs(collection)
    assert {one.whom for one in found} == set(WHOM)
    assert [one.whom for one in found] == sorted((one.whom for one in found), key=list(WHOM).index)
    assert all(one.items for one in found)
    text = " ".join(one.what for one in found)
    assert "{" not in text
    assert f"{collection.reference_date:%d/%m/%Y}" in text


@pytest.mark.parametrize("whom", LETTERS)
def test_a_letter_asks_for_all_that_is_needed_of_one_and_for_nothing_of_another(whom: str) -> None:
    collection = Collection.newest()
    written = letter(whom, collection)
    for one in needs(collection):
        assert (one.what in written.text) == (one.whom == whom)
    assert WHOM[whom] in written.subject
    assert f"{collection.deadline:%d/%m/%Y}" in written.text
    assert "password" in written.text

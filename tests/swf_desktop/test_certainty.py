"""What is said of a year that nobody is sure about."""

from dataclasses import replace

import pytest

from swf_desktop.certainty import SEEN, guess_sentence, guessed_codes, plain_sentence
from swf_desktop.collection import Certainty, Collection, collection_years
from tests.known_good import find, school, set_fields


@pytest.mark.parametrize("year", collection_years())
def test_every_year_says_that_the_departments_rules_were_not_seen(year: int) -> None:
    sentence = plain_sentence(Collection.load(year))
    assert f"rules for this file in {year}. COLLECT may refuse it" in sentence
    assert sentence.endswith("nothing is lost: see After the upload.")


def test_a_year_whose_form_was_seen_says_nothing() -> None:
    collection = Collection.load(2026)
    seen = {**collection.certainty, "message": Certainty(SEEN, "Read from a file that COLLECT accepted.")}
    assert plain_sentence(replace(collection, certainty=seen)) == ""


def test_codes_that_are_guesses_are_counted_together() -> None:
    collection, return_ = Collection.load(2026), school(2026)
    found = guessed_codes(return_, collection)
    assert found["contract.PayFramework", "POST"] == 3
    assert found["contract.LeavingReason", "RETIRE"] == 1
    assert ("contract.Scale", "UT") not in found
    sentence = guess_sentence(return_, collection)
    assert sentence.startswith(f"{sum(found.values())} codes in it could not be established and are guesses: ")
    assert "Pay framework POST" in sentence
    assert "Pay range NJ, TE, TU" in sentence


def test_a_return_of_2013_has_no_guess() -> None:
    return_ = school()
    assert guessed_codes(return_, Collection.load(2013)) == {}
    assert guess_sentence(return_, Collection.load(2013)) == ""


def test_a_code_that_goes_is_no_longer_counted() -> None:
    collection, return_ = Collection.load(2026), school(2026)
    set_fields(find(return_, "leaver.contract"), {"LeavingReason": ""}, 2026)
    assert ("contract.LeavingReason", "RETIRE") not in guessed_codes(return_, collection)

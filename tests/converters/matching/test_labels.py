"""An official label always means its own code, whatever people use its words for."""

import pytest

from converters.values.codes import matcher_for, plain_words, value_aliases
from swf_desktop.collection import Collection

COLLECTION = Collection.load(2013)
CODED = sorted(
    name
    for name, field in COLLECTION.fields.items()
    if (codes := COLLECTION.code_sets.get(field.code_set)) is not None and codes.membership != "ranges"
)


@pytest.mark.parametrize("name", CODED)
def test_each_label_is_its_own_code_or_the_main_one_that_it_refines(name: str) -> None:
    matcher = matcher_for(COLLECTION, name, {})
    assert matcher is not None
    for code, row in matcher.code_set.codes.items():
        assert matcher.match(row.description).code in (code, row.part_of), row.description


@pytest.mark.parametrize("name", CODED)
def test_no_alias_says_otherwise(name: str) -> None:
    field = COLLECTION.fields[name]
    aliases = value_aliases(name, field.code_set, COLLECTION.year)
    for code, row in COLLECTION.code_sets[field.code_set].codes.items():
        assert aliases.get(plain_words(row.description), code) in (code, row.part_of), row.description


def test_what_is_known_is_told_without_proposals() -> None:
    matcher = matcher_for(COLLECTION, "role.RoleIdentifier", {})
    assert matcher is not None
    assert matcher.knows("Premises Manager")
    assert not matcher.knows("Zorp")
    assert matcher_for(COLLECTION, "role.RoleIdentifier", {}) is matcher
    assert matcher_for(COLLECTION, "role.RoleIdentifier", {"Zorp": "PREM"}) is not matcher

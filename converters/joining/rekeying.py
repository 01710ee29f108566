"""Edits and decisions kept under the keys of an older version, brought under the present ones.

An older version named a contract's absences by their place: which record such a key meant is known only once the
sources are read as it read them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from converters.joining.keys import assign_keys, former_keys
from converters.recipe.recipe import Recipe
from converters.request import Request
from swf_desktop.record import Return
from swf_desktop.workspace.journal import HAND

_RECORD_IN_ANSWER: Final = re.compile(r"^(send|which point|several rates|paid during an absence): (.+)$")
"""Answers that are about one record, by its key."""


def with_present_keys(request: Request, return_: Return) -> tuple[Request, dict[str, str]]:
    """Return the request with all keys of records as they are now, and which former key is which present one.

    Keys that are known, those of records made by hand, and those of which nothing is known stay as they are.
    """
    wanted = {edit.record for edit in request.overlay} | {one.parent for one in request.added}
    wanted |= set(request.recipe.leave_out)
    wanted |= {match[2] for key in request.recipe.answers if (match := _RECORD_IN_ANSWER.match(key)) is not None}
    known = {record.key for record in return_.message.walk()}
    unknown = {key for key in wanted if key not in known and not key.startswith(HAND)}
    if not unknown and not request.keys_before:
        return request, {}
    former = former_keys(return_)
    rekeyed = {key: record.key for key in former if (record := former[key]).key != key and key not in known}
    return _under(request, rekeyed), rekeyed


def loaded_with_present_keys(request: Request, return_: Return) -> tuple[Request, dict[str, str]]:
    """Key a return that was loaded by what identifies its records, in the place of where they stand in the file.

    To be called before any edit is laid. Returns the request with what was kept under the keys by place brought under
    the new ones, and which former key is which present one: where another system's next file has a contract more, an
    edit stands where it was made.
    """
    records = [record for record in return_.message.walk() if record is not return_.message]
    former = [record.key for record in records]
    for record in records:
        record.key = ""
    assign_keys(return_)
    known = {record.key for record in records}
    rekeyed = {
        key: record.key
        for key, record in zip(former, records, strict=True)
        if key and key != record.key and key not in known
    }
    return _under(request, rekeyed), rekeyed


def _under(request: Request, rekeyed: Mapping[str, str]) -> Request:
    """Return the request with keys of records replaced."""
    return replace(
        request,
        overlay=tuple(edit._replace(record=rekeyed.get(edit.record, edit.record)) for edit in request.overlay),
        added=tuple(one._replace(parent=rekeyed.get(one.parent, one.parent)) for one in request.added),
        recipe=rekeyed_recipe(request.recipe, rekeyed),
    )


def rekeyed_recipe(recipe: Recipe, rekeyed: Mapping[str, str]) -> Recipe:
    """Return a recipe with the keys of records replaced, in what it leaves out and answers."""
    return replace(
        recipe,
        leave_out={rekeyed.get(key, key): reason for key, reason in recipe.leave_out.items()},
        answers={_answer_key(key, rekeyed): answer for key, answer in recipe.answers.items()},
    )


def _answer_key(key: str, rekeyed: Mapping[str, str]) -> str:
    match = _RECORD_IN_ANSWER.match(key)
    return key if match is None else f"{match[1]}: {rekeyed.get(match[2], match[2])}"

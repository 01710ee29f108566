"""What is asked of the whole way, the same for the command line, the window and its worker.

Light on purpose: the window makes requests and must not load readers and rules for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from converters.recipe.recipe import Recipe
from swf_desktop.collection import Collection
from swf_desktop.practice import PRACTICE_SETTING
from swf_desktop.workspace.journal import Added, Edit


class CannotRun(Exception):  # noqa: N818 - the name says what happened, as people would
    """What stands in the way of any return: what was found, and what to do. The command ends with exit code 2."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found} {remedy}")
        self.found = found
        self.remedy = remedy


SWITCHES_SETTING: Final = "switches"
"""The setting of a workspace that keeps, as JSON, which parts of the message are turned."""

KEYS_SETTING: Final = "keys"
KEYS_OF_CONTENT: Final = "of content"
"""The setting of a workspace whose edits and notes are under keys of what identifies a record, and not of its place."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks for. None means: as the recipe or the files say, else the collection's default.

    level: `school` or `la`. send: `base` (the default), `point` or `both`. basis: `actual` or `fte`. overlay: the
        user's edits. added: records that the user made by hand. switches: parts of the message to turn on or off, by
        name (see `collection.toml`). practice: it is to be a practice return, whatever its files say. today: the day by
        which the newest collection is proposed, that of the computer if None.
    keys_before: whether what a workspace keeps may be under the keys of version 0.1.
    """

    year: int | None = None
    lea: str | None = None
    estab: str | None = None
    level: str | None = None
    send: str | None = None
    basis: str | None = None
    recipe: Recipe = field(default_factory=Recipe)
    overlay: tuple[Edit, ...] = ()
    added: tuple[Added, ...] = ()
    switches: tuple[tuple[str, bool | str], ...] = ()
    keys_before: bool = False
    practice: bool = False
    today: date | None = None

    @property
    def chosen_year(self) -> int:
        """The census year: as asked, as the recipe says, else the newest. Nowhere else is that decided."""
        return self.year or self.recipe.collection or Collection.newest(self.today).year

    def with_settings(self, setting: Callable[[str], str]) -> Request:
        """Return the request with what a workspace keeps, by the names of the fields, where nothing else is asked."""
        year = setting("year")
        return replace(
            self,
            year=self.year or (int(year) if year.isdigit() else None),
            lea=self.lea or setting("lea") or None,
            estab=self.estab or setting("estab") or None,
            level=self.level or setting("level") or None,
            send=self.send or setting("send") or None,
            basis=self.basis or setting("basis") or None,
            keys_before=setting(KEYS_SETTING) != KEYS_OF_CONTENT,
            practice=self.practice or setting(PRACTICE_SETTING) == "yes",
            # What was turned after COLLECT refused a file holds for every later one.
            switches=self.switches or tuple(sorted(json.loads(setting(SWITCHES_SETTING) or "{}").items())),
        )

    def collection(self, collection: Collection) -> Collection:
        """Return the collection with switches turned and base pay as asked. Raises CannotRun for an unknown switch."""
        for name, value in self.switches:
            standing = collection.switches.get(name)
            if standing is None or type(standing) is not type(value):
                listed = ", ".join(f"{known}={_said(now)}" for known, now in collection.switches.items())
                raise CannotRun(
                    f"There is no switch {name}={_said(value)}.", f"The switches and how they stand: {listed}."
                )
        basis = self.basis or collection.base_pay_basis
        return replace(collection, switches={**collection.switches, **dict(self.switches)}, base_pay_basis=basis)


def _said(value: object) -> str:
    return "on" if value is True else "off" if value is False else str(value)

"""What is asked of the fault maker: `4430,4490x2,pay:7,file:date,random:5`, in words that a trainer types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from converters.practice.faults import Cannot, Way, pay_cases, pay_way, plantable, way_of
from converters.practice.people import Identities
from converters.request import CannotRun

_TIMES: Final = re.compile(r"(.+?)x([1-9][0-9]?)")
_RULE: Final = re.compile(r"(?:[0-9]{4}Q?|X[0-9]{2})", re.IGNORECASE)
EXPLAINED: Final = (
    "Give rule numbers (4430, 4490x2), pay:1 to pay:15 or pay:all, file:date and its like, all for one fault of each "
    "rule, or random:5, with commas between."
)


@dataclass(frozen=True, slots=True)
class Order:
    """The faults that are asked for. ways: of the return, in order. files: kinds of faults of the files, in order.

    left_out: what could not be planted, each with the reason.
    """

    ways: tuple[tuple[str, Way], ...]
    files: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def read_order(text: str, year: int, level: str, identities: Identities, kinds: tuple[str, ...]) -> Order:
    """Read what is asked for. kinds: names of the faults of files. Raises CannotRun for what cannot be planted.

    What `all` cannot plant is told and no fault: nobody asked for that rule by its number.
    """
    ways: list[tuple[str, Way]] = []
    files: list[str] = []
    left_out: list[tuple[str, str]] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        timed = _TIMES.fullmatch(part)
        word, times = (timed[1], int(timed[2])) if timed else (part, 1)
        name, colon, given = word.partition(":")
        if name == "file" and colon:
            if given not in kinds:
                raise CannotRun(f"There is no fault of files {given!r}.", f"There are: {', '.join(kinds)}.")
            files += [given] * times
        elif word == "pay:all":
            for number in pay_cases():
                _take(word, pay_way(number, year), 1, ways, left_out, f"pay:{number}")
        elif name == "pay" and given.isdigit():
            _take(word, pay_way(int(given), year), times, ways, None, word)
        elif name == "random" and given.isdigit():
            listed = plantable(year, level)
            chosen = [identities.chance.choice(listed) for _ in range(int(given) * times)]
            for rule in chosen:
                _take(word, way_of(rule, year, level), 1, ways, left_out, rule)
        elif word == "all":
            from swf_desktop.collection import Collection
            from validation.engine import in_force

            for each in in_force(Collection.load(year)):
                _take(word, way_of(each.number, year, level), 1, ways, left_out, each.number)
        elif _RULE.fullmatch(word):
            rule = word.upper()
            _take(rule, way_of(rule, year, level), times, ways, None, rule)
        else:
            raise CannotRun(f"{part!r} is no fault that can be planted.", EXPLAINED)
    return Order(tuple(ways), tuple(files), tuple(left_out))


def _take(
    asked: str,
    way: Way | Cannot,
    times: int,
    ways: list[tuple[str, Way]],
    left_out: list[tuple[str, str]] | None,
    name: str,
) -> None:
    if isinstance(way, Way):
        ways += [(name, way)] * times
    elif left_out is not None:
        left_out.append((name, way.reason))
    else:
        raise CannotRun(f"The fault {asked} cannot be planted: {way.reason}.", "Choose another, or another year.")

"""Whose return it is: authority, school and level, from the request, the titles and the rows."""

from __future__ import annotations

import re

from converters.joining.split import establishments
from converters.recipe.recipe import Recipe
from converters.request import CannotRun, Request
from converters.sources.table import Table
from swf_desktop.record import Return

_SCHOOL_IN_TITLE = re.compile(r"(?<!\d)(\d{3}) ?/ ?(\d{4})(?!\d)")


_TITLE_ROWS = 8


def level_of(request: Request, recipe: Recipe) -> str:
    """Return whose return it is, school or la: as asked for, else as the recipe says."""
    asked = request.level or recipe.level or "school"
    return "L" if asked.lower() in ("la", "l") else "S"


def whose_return(
    return_: Return, tables: list[Table], request: Request, recipe: Recipe, level: str
) -> tuple[str, list[str]]:
    """Return LA number and establishments: as asked, else of the recipe, the records, or a title such as 999/2999."""
    message = return_.message
    in_titles = _in_titles(tables)
    lea = request.lea or recipe.lea or message.code("LEA") or (in_titles[0] if in_titles else None)
    named = establishments(return_)
    school = return_.school
    own = school.code("Estab") if school is not None else None
    own = own or message.code("Estab") or (in_titles[1] if in_titles else None)
    said = named if len(named) > 1 else [own] if own else named
    if level == "L":
        estabs: list[str] = []
    elif request.estab or recipe.estab:
        asked = request.estab or recipe.estab or ""
        if not request.estab and said and asked not in said:
            # Decisions are sent round between schools: one school's return must never take another's number.
            raise CannotRun(
                f"The recipe is for the school {asked}, and the files are about {', '.join(said)}.",
                f"Add --estab {said[0]} to use its decisions for that school, or take estab out of the recipe.",
            )
        # Asked for one of several: the others' contracts are theirs. Asked for one that no contract names: all are its.
        estabs = named if asked in named and len(named) > 1 else [asked]
    else:
        estabs = said
    if not lea:
        raise CannotRun(
            "No file says which local authority this is.", "Add --lea with its three digits, such as --lea 999."
        )
    if level == "S" and not estabs:
        raise CannotRun(
            "No file says which school this is.",
            "Add --estab with its four digits, such as --estab 2999, or --level la for an authority's central staff.",
        )
    return lea, estabs


def _in_titles(tables: list[Table]) -> tuple[str, str] | None:
    """Return LA and establishment from the first rows of a sheet, where one says `999/2999`."""
    for table in tables:
        for row in range(min(_TITLE_ROWS, table.height)):
            for cell in table.row(row):
                text = cell if isinstance(cell, str) else ""
                found = _SCHOOL_IN_TITLE.search(text)
                if found is not None and len(text) > len(found[0]):
                    return found[1], found[2]
    return None

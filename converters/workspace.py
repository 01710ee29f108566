"""What a workspace keeps of the whole way (raw tables, recipe, edits, records), and the way from there to a return."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from converters.built import Built, Sources
from converters.joining.last_year import read_last_year
from converters.joining.rekeying import rekeyed_recipe
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.request import KEYS_OF_CONTENT, KEYS_SETTING, CannotRun, Request
from converters.sources.message import read_message
from converters.sources.stored import table_bytes, table_from
from swf_desktop.files.writing import write_bytes
from swf_desktop.packs import PACKS_SETTING, sums_in_use, sums_text
from swf_desktop.practice import PRACTICE_SETTING
from swf_desktop.workspace.workspace import Workspace
from validation.reports.notes import NoteKey, QueryNote

SUFFIX = ".swfreturn"

MESSAGE_START: Final = b"SWFXML\0"
"""What stands before the bytes of a return that was made before, where the workspace keeps it as a raw table."""


def is_workspace(path: Path) -> bool:
    """Whether a file is meant as a workspace, by its name: a new one has no content to go by."""
    return path.suffix.lower() == SUFFIX


def kept_sources(workspace: Workspace) -> Sources:
    """Return the raw tables and messages as they were read; the source files are not needed again.

    A message beside tables is last year's return: a return made before stands alone.
    """
    sources = Sources()
    messages: list[tuple[str, bytes]] = []
    for file, sheet in workspace.raw_tables():
        data = workspace.raw(file, sheet)
        if data is not None and data.startswith(MESSAGE_START):
            messages.append((file, data.removeprefix(MESSAGE_START)))
        elif data is not None:
            try:
                sources.tables.append(table_from(data))
            except ValueError as error:
                raise workspace.damaged() from error
    with TemporaryDirectory() as folder:
        for file, data in messages:
            path = Path(folder) / Path(file).name
            write_bytes(path, data, copy=True)
            if sources.tables:
                sources.last_year = read_last_year(path)
            else:
                sources.messages.append((path, read_message(path)))
    return sources


def kept_request(workspace: Workspace, asked: Request) -> Request:
    """Return what is asked for now, with what the workspace says where nothing is asked.

    Its recipe (unless another is given), its edits and the records made by hand come with it.
    """
    recipe = parse_recipe(workspace.recipe, "the workspace's recipe") if workspace.recipe else asked.recipe
    return replace(
        asked.with_settings(workspace.setting),
        recipe=asked.recipe if asked.recipe != Recipe() else recipe,
        overlay=tuple(workspace.overlay()),
        added=tuple(workspace.added()),
    )


def is_practice(workspace: Workspace) -> bool:
    """Whether a workspace holds a practice return."""
    return workspace.setting(PRACTICE_SETTING) == "yes"


def mark_practice(workspace: Workspace) -> None:
    """Make a workspace that of a practice return, for good."""
    workspace.set_setting(PRACTICE_SETTING, "yes")


def keep(workspace: Workspace, sources: Sources, built: Built) -> None:
    """Keep what was read and what was built of it, in one transaction: all of it, or all is as it was before.

    Raises CannotRun where there is more than one return, WorkspaceError where the disk fails.
    """
    with workspace.together():
        keep_sources(workspace, sources)
        keep_built(workspace, built)


def keep_sources(workspace: Workspace, sources: Sources) -> None:
    """Keep the raw tables of files, in the place of what was read from files of the same names: all or none."""
    with workspace.together():
        _replace_raw(workspace, sources)


def _replace_raw(workspace: Workspace, sources: Sources) -> None:
    kept: dict[str, set[str | None]] = {}
    for file, sheet in workspace.raw_tables():
        kept.setdefault(file, set()).add(sheet)
    coming: dict[str, dict[str | None, bytes]] = {}
    for table in sources.tables:
        coming.setdefault(table.file, {})[table.sheet] = table_bytes(table)
    for file, sheets in coming.items():
        if kept.get(file) == set(sheets) and all(workspace.raw(file, sheet) == data for sheet, data in sheets.items()):
            # A step that put it there can find it where it was.
            continue
        # What the window noted of the tables may be of those replaced now; it finds out anew when it opens the file.
        workspace.set_setting("files", "")
        workspace.remove_raw(file)
        for sheet, data in sheets.items():
            workspace.put_raw(file, sheet, data)
    for path in (
        *(path for path, _ in sources.messages),
        *([sources.last_year_path] if sources.last_year_path else ()),
    ):
        workspace.remove_raw(path.name)
        workspace.put_raw(path.name, None, MESSAGE_START + path.read_bytes())


def rekey(workspace: Workspace, keys: Mapping[str, str]) -> None:
    """Bring everything that a workspace keeps of records under their present keys; see `converters.joining.keys`."""
    if keys:
        workspace.rekey(keys)
        if workspace.recipe:
            recipe = parse_recipe(workspace.recipe, "the workspace's recipe")
            workspace.set_setting("recipe", recipe_text(rekeyed_recipe(recipe, keys)))
        entered = sorted((rule, keys.get(record, record), item) for rule, record, item in _entered(workspace))
        if entered:
            workspace.set_setting(SETTING, json.dumps(entered))
    workspace.set_setting(KEYS_SETTING, KEYS_OF_CONTENT)


def _entered(workspace: Workspace) -> frozenset[tuple[str, str, str]]:
    return entered_keys(workspace.setting(SETTING))


def keep_built(workspace: Workspace, built: Built) -> None:
    """Keep the records, what return it is, and the recipe; raises CannotRun where there is more than one return."""
    if len(built.returns) != 1:
        names = ", ".join(one.estab or one.lea for one in built.returns)
        raise CannotRun(
            f"A workspace holds one return, and these files make {len(built.returns)} ({names}).",
            "Add --estab for the one to keep, or convert them without --workspace.",
        )
    one = built.returns[0]
    if one.return_.practice:
        mark_practice(workspace)
    rekey(workspace, built.rekeyed)
    text = recipe_text(built.recipe, built.questions)
    if text != workspace.recipe:
        workspace.change_recipe(text, label="Decisions on the files")
    workspace.set_setting("year", str(one.collection.year))
    workspace.set_setting(PACKS_SETTING, sums_text(sums_in_use()))
    workspace.set_setting("lea", one.lea)
    workspace.set_setting("estab", one.estab or "")
    workspace.set_setting("level", "la" if one.level == "L" else "school")
    workspace.save_return(one.return_, one.collection)


SETTING: Final = "notes entered in COLLECT"
"""The setting in which the keys of those notes stand, as JSON."""


@lru_cache(maxsize=4)
def entered_keys(text: str) -> frozenset[tuple[str, str, str]]:
    """Return the keys (rule, record, field) that the setting's text holds; none where it cannot be read."""
    try:
        rows = json.loads(text) if text else []
        return frozenset((str(rule), str(record), str(field)) for rule, record, field in rows)
    except (ValueError, TypeError):
        # A file that somebody else wrote to: the notes themselves are not touched by that.
        return frozenset()


def kept_notes(workspace: Workspace) -> dict[NoteKey, QueryNote]:
    """Return all notes and ticks of a workspace, as the sheet of query notes takes them."""
    ticked = {NoteKey(*key) for key in entered_keys(workspace.setting(SETTING))}
    texts = {NoteKey(note.rule, note.record, note.field): note.text for note in workspace.notes()}
    return {key: QueryNote(texts.get(key, ""), key in ticked) for key in dict.fromkeys([*texts, *sorted(ticked)])}

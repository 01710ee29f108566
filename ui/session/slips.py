"""Which checking slips came back and were keyed: kept with the return, so that keying goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from ui.session.events import What
from ui.session.state import State

SETTING: Final = "slips keyed"


def keyed(state: State) -> set[str]:
    """Return the keys of the people whose slip was keyed; none in a return of before slips were."""
    text = state.setting(SETTING)
    return set(json.loads(text)) if text else set()


def keep(state: State, people: Iterable[str]) -> bool:
    """Keep whose slips were keyed; whether they could be kept."""
    from swf_desktop.workspace.faults import WorkspaceError

    if state.workspace is None:
        return False
    try:
        state.workspace.set_setting(SETTING, json.dumps(sorted(people), ensure_ascii=False))
    except WorkspaceError as error:
        state.tell(f"{error.found} {error.remedy}", "problem")
        return False
    state.announce(What.STATE)
    return True

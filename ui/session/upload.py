"""What came of the upload: COLLECT's list, what was changed there, a refusal, the authorisation.

None of it changes the return, so that all of it may be kept while the return is locked. It stands in the workspace's
settings and is no step of undo: what COLLECT said stays said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ui.session.events import What
from ui.session.state import State

if TYPE_CHECKING:
    from validation.collect.errors import CollectError
    from validation.collect.known import KnownDifference
    from validation.finding import Finding

LIST: Final = "COLLECT list"
KNOWN: Final = "COLLECT known differences"
CHANGED: Final = "changed in COLLECT"
SWITCHES: Final = "switches"  # as `converters.request` has it
AUTHORISED: Final = "authorised"
KEEP_YEARS: Final = "keep years"
UNLOCKED: Final = "unlocked"
KEPT_YEARS: Final = 7
"""So many years a return is kept where the school says nothing. A usual time for records of staff, not a rule: the
school's own retention schedule decides."""


class Upload:
    """What is known after the upload."""

    def __init__(self, state: State) -> None:
        self._state = state

    def _keep(self, name: str, value: str) -> bool:
        """Keep a setting; whether it could be kept."""
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if state.workspace is None:
            return False
        try:
            state.workspace.set_setting(name, value)
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return False
        state.announce(What.UPLOAD, What.STATE)
        return True

    # COLLECT's list

    def errors(self) -> list[CollectError]:
        """Return COLLECT's list as it was taken last; empty where none was."""
        from validation.collect.errors import CollectError
        from validation.finding import Severity

        text = self._state.setting(LIST)
        rows = json.loads(text) if text else []
        return [
            CollectError(number, Severity(severity) if severity else None, person, message, note, row)
            for number, severity, person, message, note, row in rows
        ]

    def set_errors(self, errors: Sequence[CollectError]) -> bool:
        """Keep COLLECT's list, in the place of the one before; none takes it away."""
        rows = [(one.number, str(one.severity or ""), one.person, one.message, one.note, one.row) for one in errors]
        return self._keep(LIST, json.dumps(rows, ensure_ascii=False) if rows else "")

    def known(self) -> list[KnownDifference]:
        """Return the differences that are known, with the reasons."""
        from validation.collect.known import KnownDifference

        text = self._state.setting(KNOWN)
        return [KnownDifference(*row) for row in json.loads(text)] if text else []

    def set_known(self, known: Sequence[KnownDifference]) -> bool:
        """Keep known differences."""
        rows = [(one.rule, one.seen, one.year, one.reason, one.by) for one in known]
        return self._keep(KNOWN, json.dumps(rows, ensure_ascii=False) if rows else "")

    # Lost with the next upload

    @property
    def changed_there(self) -> str:
        """What the user says was changed in COLLECT itself, a line for each thing."""
        return self._state.setting(CHANGED)

    def set_changed_there(self, text: str) -> bool:
        """Keep what was changed in COLLECT itself."""
        return self._keep(CHANGED, text.strip())

    def lost_words(self, entered: int) -> str:
        """Return what the next upload loses, in words; empty where nothing is known. entered: notes ticked there."""
        there = [line.strip() for line in self.changed_there.splitlines() if line.strip()]
        if entered:
            notes = "the note you ticked as entered" if entered == 1 else f"the {entered:,} notes you ticked as entered"
            there.append(notes)
        if not there:
            return ""
        return f"Changes made in COLLECT itself are lost when you upload again. These are: {'; '.join(there)}."

    # A refused file

    @property
    def switches(self) -> dict[str, Any]:
        """The parts of the message that were turned after a refusal; every later file is written so."""
        text = self._state.setting(SWITCHES)
        return dict(json.loads(text)) if text else {}

    def set_switches(self, switches: dict[str, Any]) -> bool:
        """Keep what is turned; files are written so from now on."""
        return self._keep(SWITCHES, json.dumps(switches, sort_keys=True) if switches else "")

    # Authorised, kept, removed

    @property
    def authorised(self) -> date | None:
        """The day on which the return was authorised, None where it was not."""
        text = self._state.setting(AUTHORISED)
        return date.fromisoformat(text) if text else None

    @property
    def keep_years(self) -> int:
        """How many years the return is kept after it was authorised, as the school says."""
        text = self._state.setting(KEEP_YEARS)
        return int(text) if text.isdigit() else KEPT_YEARS

    def set_keep_years(self, years: int) -> bool:
        """Keep for how many years the return is kept."""
        return self._keep(KEEP_YEARS, str(years))

    @property
    def keep_until(self) -> date | None:
        """The last day on which the return is kept, None before it is authorised."""
        day = self.authorised
        if day is None:
            return None
        year = day.year + self.keep_years
        # 29 February has no brother in most years.
        return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)

    def authorise(self, day: date, serial: str) -> bool:
        """Record that the return was authorised, and lock it as the file with this serial number was sent."""
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if state.workspace is None:
            return False
        try:
            with state.workspace.together():
                state.workspace.set_setting(AUTHORISED, day.isoformat())
                state.workspace.set_setting("locked", serial)
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return False
        state.announce(What.UPLOAD, What.EXPORTS, What.STATE)
        return True

    def unlocked(self) -> list[tuple[str, str, str]]:
        """Return when it was unlocked, which serial number was locked, and why, the first time first."""
        text = self._state.setting(UNLOCKED)
        return [(when, serial, reason) for when, serial, reason in json.loads(text)] if text else []

    def unlock(self, reason: str, day: date) -> bool:
        """Unlock the return, and keep the reason. It is no longer authorised: what is changed now was not."""
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if state.workspace is None or not state.locked or not reason.strip():
            return False
        kept = [*self.unlocked(), (day.isoformat(), state.locked, reason.strip())]
        try:
            with state.workspace.together():
                state.workspace.set_setting(UNLOCKED, json.dumps(kept, ensure_ascii=False))
                state.workspace.set_setting("locked", "")
                state.workspace.set_setting(AUTHORISED, "")
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return False
        state.announce(What.UPLOAD, What.EXPORTS, What.STATE)
        return True

    # The queries

    def queries(self) -> list[Finding]:
        """Return the queries to be explained: those that COLLECT lists too, or all where its list is not there."""
        found = [one for one in self._state.findings if one.severity == "query"]
        theirs = self.errors()
        if not theirs:
            return found
        from validation.collect.errors import beside

        listed = {id(finding) for pair in beside(found, theirs).both for finding in pair.ours}
        return [one for one in found if id(one) in listed]

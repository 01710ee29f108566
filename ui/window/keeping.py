"""What the window does with the file of a return: a password on it or off it, and all of it off this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.session.session import Session


class Keeping(QObject):
    """Each of these closes the return first, as its file must not be open; what goes wrong is told in place."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.window_ = window

    def protect(self) -> None:
        """Give the open return a password, or another one, and show its recovery key to print."""
        path = self._path()
        if path is None:
            return
        # Loaded here, as below: the window shows before a return is open.
        from ui.window import passwords

        password = passwords.ask_new_password(self.window_, path.name)
        if password is None:
            return
        from swf_desktop.workspace.faults import WorkspaceError
        from swf_desktop.workspace.keys import NoKey
        from swf_desktop.workspace.protection import protect, recovery_page

        self.session.close()
        try:
            key = protect(path, password)
        except (WorkspaceError, NoKey, OSError) as error:
            self._again(path, f"It was not protected: {_said(error)}", "problem")
            return
        self._again(path, f"{path.name} is protected with a password.", "done")
        page = recovery_page(path.name, key, passwords.now())
        passwords.show_page(self.window_, "Recovery key: print it for the school's safe", page, "recovery key.txt")

    def unprotect(self) -> None:
        """Take the password off the open return."""
        path = self._path()
        if path is None:
            return
        from swf_desktop.workspace.faults import WorkspaceError
        from swf_desktop.workspace.protection import unprotect

        workspace = self.session.workspace
        if workspace is None or workspace.key is None:
            self.session.tell("This return has no password.", "problem")
            return
        self.session.close()
        try:
            unprotect(path)
        except (WorkspaceError, OSError) as error:
            self._again(path, f"The password was not taken off: {_said(error)}", "problem")
            return
        said = "has no password now: whoever can read the file can read everything in it."
        self._again(path, f"{path.name} {said}", "done")

    def remove(self) -> None:
        """Remove the open return completely: list everything first, then do it, then show the record of it."""
        path = self._path()
        if path is None:
            return
        from swf_desktop.workspace.faults import WorkspaceError
        from swf_desktop.workspace.removal import listed, look, record_of, remove
        from ui.window import passwords

        self.session.close()
        try:
            removal = look(path)
        except WorkspaceError as error:
            self._again(path, f"{error.found} {error.remedy}", "problem")
            return
        lines = listed(removal)
        if self.session.settings is not None:
            lines.insert(len(removal.paths), f"{self.session.settings.path}: its mention among the recent returns")
        if not passwords.ask_removal(self.window_, path.name, lines):
            self._again(path, "Nothing was removed.", "done")
            return
        remove(removal)
        if self.session.settings is not None:
            self.session.settings.forget(path)
        if removal.failed:
            names = ", ".join(one.name for one in removal.failed)
            self.session.tell(f"Could not be removed: {names}. Close it in other programs, and delete it.", "problem")
        else:
            self.session.tell(f"{path.name} was removed, with all that was listed.", "done")
        page = record_of(removal, passwords.now())
        passwords.show_page(self.window_, "Record of removal", page, "record of removal.txt")

    def _path(self) -> Path | None:
        if self.session.busy or self.session.builder.waiting:
            self.session.tell("Wait until the return is read and checked.", "problem")
            return None
        if self.session.path is None:
            self.session.tell("Make or open a return first.", "problem")
        return self.session.path

    def _again(self, path: Path, said: str, kind: Literal["done", "problem"]) -> None:
        """Open the return again, and tell what happened."""
        from swf_desktop.workspace.faults import WorkspaceError

        try:
            self.session.open(path)
        except WorkspaceError as error:
            said, kind = f"{said} {error.found} {error.remedy}", "problem"
        self.session.tell(said, kind)


def _said(error: Exception) -> str:
    from swf_desktop.workspace.faults import WorkspaceError

    if isinstance(error, WorkspaceError):
        return f"{error.found} {error.remedy}"
    return f"{error.strerror or error}." if isinstance(error, OSError) else str(error)

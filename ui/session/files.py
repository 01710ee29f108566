"""The files of a return: read, kept, read again, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.worker.views import FileView


def file_view(saved: dict[str, Any]) -> FileView:
    """Return the view of a file from what the workspace keeps of it."""
    from ui.worker.views import FileView

    known = {name: value for name, value in saved.items() if name != "digest"}
    known["notes"] = tuple(known.get("notes", ()))
    return FileView(**known)


def listed(names: list[str]) -> str:
    """Return names as people list them."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

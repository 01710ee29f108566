"""Pages as PDF."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.printing import html_to_pdf


def test_a_page_becomes_a_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    path = html_to_pdf("<h1>Summary</h1><p>Fictional.</p>", tmp_path / "new" / "a.pdf", "Summary")
    assert path.read_bytes().startswith(b"%PDF-")
    with pytest.raises(OSError, match=r"a\.pdf"):
        html_to_pdf("x", tmp_path / "new" / "a.pdf" / "b.pdf", "Summary")

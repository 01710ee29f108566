"""What the tests of To fix share: its page, grouped by rule."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.check.page import Page


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    made.grouping.set_value("rule")
    made._filter()
    show(qtbot, built, made)
    made.refresh(frozenset(What))
    made.set_up_focus()
    return made

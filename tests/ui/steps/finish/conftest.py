"""The page Finish of the sample school, shown; modules with another page of their own take that."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish import page as finish


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> finish.Page:
    made = finish.Page(built)
    show(qtbot, built, made)
    made.refresh(frozenset(What))
    return made

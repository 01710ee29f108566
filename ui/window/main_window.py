"""The window: a rail of steps, the page of one, the findings, the history and the help around it.

Longer than other modules, because the window's actions, docks and menus are wired in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMainWindow,
    QMenu,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.words import counted
from swf_desktop.workspace.keys import ask_by
from ui.session.events import SUFFIX, TITLES, Message, What
from ui.session.session import Session
from ui.settings import Settings
from ui.steps.step import State, Step, step_class
from ui.widgets import dialogs
from ui.widgets.announce import announce
from ui.widgets.basic import Scaled, button, heading, label, named, scrolling, set_main
from ui.widgets.look import icon
from ui.widgets.message_bar import MessageBar
from ui.widgets.opening import Opening
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table
from ui.widgets.text_size import SCALES, scale_text
from ui.window.keeping import Keeping
from ui.window.practice_banner import PracticeBanner

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from ui.authority.overview import Overview
    from ui.findings.finding_list import FindingsList
    from ui.window.guide import Guide
    from ui.window.help import HelpView
    from ui.window.history import History

TITLE: Final = "School Workforce Census"
NO_DOCKS: Final = "none"
"""What the settings say of the docks where none was open when the program ended."""
TELL_MS: Final = 400
MINUTES_EACH: Final = 1
"""So many minutes are said for each question. A round figure: how long people take was not measured."""
_NAMES: Final = list(TITLES)
_AFTER_QUESTIONS: Final = frozenset({"check", "finish"})


def round_up(minutes: int) -> int:
    """Return minutes as people say them: up to five as they are, then by fives."""
    return minutes if minutes <= 5 else -(-minutes // 5) * 5


class Dock(QDockWidget):
    """A dock whose content is made when it is first wanted. closed: the user closed it."""

    closed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102, N802
        super().closeEvent(event)
        self.closed.emit()


class MainWindow(QMainWindow):
    """One window with one session. `opening` makes, opens and closes returns."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(settings, self)
        self.opening = Opening(self.session, self)
        self.keeping = Keeping(self.session, self)
        ask_by(self._ask_password)
        self.session.files.may_replace = self._may_replace
        self.guide: Guide | None = None
        self._made_docks: tuple[Dock, Dock, Dock] | None = None
        self._waiting: dict[Step, set[What]] = {}
        self._told = ""
        self._problem = ""
        self._step_actions: dict[Step, list[QAction]] = {}
        self.setAcceptDrops(True)
        self.setObjectName("main window")
        self._pages: dict[str, Step] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._make_middle()
        # Whether the user wants the list of findings; it is on show where it is of use (see `_fit_findings`).
        self._want_findings = self.settings.get("findings list") == "open"
        self._make_status()
        self._make_menus()
        self.session.changed.connect(self._changed)
        self.session.told.connect(self._tell)
        self.session.asked_to_step.connect(self.go_to)
        self.session.asked_to_show.connect(self._show_field)
        self.session.asked_to_explain.connect(self._explain_rule)
        self.session.asked_for_schools.connect(self.show_schools)
        self._restore()
        self.rail.select_place(0)
        self._changed(frozenset(What))

    def _ask_password(self, path: Path, why: str) -> str | None:
        # Loaded with the first password: the first window asks for none.
        from ui.window import passwords

        return passwords.ask_password(self, path.name, why)

    # Making it

    def _make_middle(self) -> None:
        self._rail_model: RowsModel[str] = RowsModel(
            [
                Column(
                    "Step",
                    TITLES.__getitem__,
                    icon=self._state_icon,
                    tip=self._state_tip,
                    wide=True,
                    quiet=self._is_later,
                    spoken=self._state_tip,
                ),
                Column("Left to do", self._left_text, right=True),
            ],
            self,
        )
        self._rail_model.set_rows(_NAMES)
        self.rail = Table(self._rail_model, "Steps")
        self.rail.setProperty("rail", True)
        self.rail.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.rail.horizontalHeader().hide()
        self.rail.setAlternatingRowColors(False)
        self.rail.least_wide = 4
        self.rail.fits_columns = False
        self.rail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rail.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.rail.selectionModel().currentRowChanged.connect(self._rail_moved)
        self.rail.opened.connect(lambda _step: self.page.set_up_focus())
        self.first = button("", self._go_first, tip="Go to what comes first (Ctrl+Enter from the list of steps)")
        self.first.setProperty("first", True)
        self.first.hide()
        self._title = heading("")
        self._says = label("")
        self.bar = MessageBar()
        self.back = button("‹ &Back", lambda: self._walk(-1))
        self.next = button("Next", lambda: self._walk(1), main=True)
        self.here = named(label("", wrap=False), "What is left here")
        self.stack = QStackedWidget()
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(24, 16, 16, 8)
        layout.setSpacing(8)
        self.practice = PracticeBanner()
        layout.addWidget(self.practice)
        layout.addWidget(self._title)
        layout.addWidget(self._says)
        layout.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.here)
        foot.addWidget(self.next)
        layout.addLayout(foot)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.first)
        left.addWidget(self.rail, 1)
        self._fit_rail()
        middle = QWidget()
        beside = QHBoxLayout(middle)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addLayout(left)
        beside.addWidget(right, 1)
        self.setCentralWidget(middle)

    def _walk(self, by: int) -> None:
        """Go to the step before or after this one."""
        name = self._next_name() if by > 0 else _NAMES[max(_NAMES.index(self.page.name) - 1, 0)]
        if name:
            self._go_by_key(name)

    def _next_name(self) -> str:
        """Return the step that Next leads to: the one after this, or back to what the rest waits for; "" at the end."""
        place = _NAMES.index(self.page.name)
        if place and self.session.lacks_school:
            return _NAMES[0]
        return _NAMES[place + 1] if place + 1 < len(_NAMES) else ""

    def _show_foot(self) -> None:
        """Name the ways back and on, and say what is left here."""
        self.back.setEnabled(self.page.name != _NAMES[0])
        on = TITLES[name] if (name := self._next_name()) else ""
        here = self.page.left_words() if self.session.is_open and not self.session.builder.building else ""
        if here != self.here.text():
            self.here.setText(here)
            named(self.here, here or "What is left here")
        # One button is the usual one: the page's own while something is left, and then the way on.
        set_main(self.next, self.page.state() in (State.DONE, State.LATER))
        self.next.setVisible(bool(on) and self.session.is_open)
        self.back.setVisible(self.session.is_open)
        self.next.setText(f"Next: {on} ›")
        self.next.setAccessibleName(f"Next: {on}")

    def _docks(self) -> tuple[Dock, Dock, Dock]:
        """Return the docks of findings, history and help, made as they were left when one of them is first wanted.

        The first window shows none where none was open last time, and need not wait for them.
        """
        if self._made_docks is None:
            findings = self._dock("Findings", Qt.DockWidgetArea.BottomDockWidgetArea, lambda: self.findings)
            history = self._dock("History", Qt.DockWidgetArea.RightDockWidgetArea, lambda: self.history)
            help_ = self._dock("Help", Qt.DockWidgetArea.RightDockWidgetArea, lambda: self.help)
            self._made_docks = findings, history, help_
            findings.closed.connect(lambda: self._set_want_findings(wanted=False))
            findings.toggleViewAction().triggered.connect(lambda on: self._set_want_findings(wanted=on))
            for dock, keys in zip(self._made_docks, ("Ctrl+1", "Ctrl+2", "Ctrl+3"), strict=True):
                toggle = dock.toggleViewAction()
                toggle.setShortcut(QKeySequence(keys))
                self._view_menu.insertAction(self._below_docks, toggle)
            layout = self.settings.get("layout")
            if not layout or not self.restoreState(QByteArray.fromBase64(layout.encode("ascii"))):
                self.resizeDocks([findings], [self.fontMetrics().height() * 10], Qt.Orientation.Vertical)
        return self._made_docks

    @property
    def findings_dock(self) -> Dock:
        """The dock of the list of findings."""
        return self._docks()[0]

    @property
    def history_dock(self) -> Dock:
        """The dock of the list of changes."""
        return self._docks()[1]

    @property
    def help_dock(self) -> Dock:
        """The dock of the help."""
        return self._docks()[2]

    @cached_property
    def findings(self) -> FindingsList:
        """The docked list of findings."""
        from ui.findings.finding_list import FindingsList

        return _put_into(self.findings_dock, FindingsList(self.session))

    @cached_property
    def lesson_dock(self) -> Dock:
        """The dock of the lesson that is taken; made with the first lesson, and gone with its return."""
        from ui.window.guide import Guide
        from ui.window.lesson_panel import LessonPanel

        panel = LessonPanel(self.session, self.opening)
        dock = self._dock("Lesson", Qt.DockWidgetArea.RightDockWidgetArea, lambda: panel)
        dock.setWidget(panel)
        self.guide = Guide(self, panel, lambda: self.page, self.rail_row)
        return dock

    def _show_lesson(self) -> None:
        """Show the panel of the lesson that is taken in the return that is open, and no panel otherwise."""
        has = self.session.practice and self.session.setting("lesson") != ""
        if not has and "lesson_dock" not in self.__dict__:
            return
        panel = self.lesson_dock.widget()
        shown = has and panel.show_open()  # type: ignore[attr-defined]
        self.lesson_dock.setVisible(shown)

    @cached_property
    def schools(self) -> Overview:
        """The window of all schools of an authority; made when it is first wanted."""
        from ui.authority.overview import Overview

        return Overview(self._open_school, lambda path: self.session.path == path)

    def show_schools(self) -> None:
        """Go to the window of all schools; the return that was opened from there is closed, and its state taken up."""
        made = "schools" in self.__dict__
        schools = self.schools
        authority = schools.authority
        at = self.session.path
        if made and authority is not None and at is not None and at.parent == authority.folder:
            self.session.close()
        schools.show()
        schools.activateWindow()
        schools.came_back()

    def _open_school(self, path: Path, name: str) -> bool:
        if not self.opening.open_path(path):
            return False
        self.activateWindow()
        self._tell(Message(f"This is the return of {name}. Ctrl+Shift+S closes it and goes back to all schools."))
        return True

    @cached_property
    def history(self) -> History:
        """The docked list of changes."""
        from ui.window.history import History

        return _put_into(self.history_dock, History(self.session))

    @cached_property
    def help(self) -> HelpView:
        """The docked help."""
        from ui.window.help import HelpView

        return _put_into(self.help_dock, HelpView())

    def _set_want_findings(self, *, wanted: bool) -> None:
        self._want_findings = wanted
        self.settings.set("findings list", "open" if wanted else "")

    def _fit_findings(self) -> None:
        """Show the list where it is of use: not before a return is open, nor beside the page that is the same list."""
        wanted = self._want_findings and self.session.is_open and self.page.name != "check"
        if not wanted and self._made_docks is None:
            return
        if wanted != self.findings_dock.isVisibleTo(self):
            self.findings_dock.setVisible(wanted)

    def _dock(self, title: str, area: Qt.DockWidgetArea, make: Callable[[], QWidget]) -> Dock:
        dock = Dock(title, self)
        dock.setObjectName(f"{title} dock")
        dock.hide()
        dock.visibilityChanged.connect(lambda visible: make() if visible else None)
        named(dock, title)
        Scaled(dock, 1.0)
        self.addDockWidget(area, dock)
        for inside in dock.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if inside.objectName() == "qt_dockwidget_closebutton":
                named(inside, f"Close {title}")
            elif inside.objectName() == "qt_dockwidget_floatbutton":
                named(inside, f"Take {title} out of the window")
        return dock

    def _make_status(self) -> None:
        status = self.statusBar()
        named(status, "Status")
        status.setSizeGripEnabled(False)
        self._saved = named(QLabel(), "Saved")
        self._doing = named(QLabel(), "What is being done")
        self._progress = named(QProgressBar(), "How far it has come")
        self._progress.setRange(0, 100)
        self._stop = button("Stop", self._cancel, tip="Stop what is under way (Esc). Nothing is lost.")
        self.counts = QToolButton()
        self.counts.setAutoRaise(True)
        self.counts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.counts.clicked.connect(self._turn_findings)
        status.addWidget(self._saved)
        status.addWidget(self._doing, 1)
        status.addWidget(self._progress)
        status.addWidget(self._stop)
        status.addPermanentWidget(self.counts)
        # Seconds left go on counting while the worker is silent.
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._show_state)
        # Counts are told when they have come to rest: between building and checking they are of neither.
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_MS)
        self._telling.timeout.connect(self._tell_counts)

    # Menus

    def _make_menus(self) -> None:
        self._menus: list[QMenu] = []
        file_menu = self._menu("&File")
        self._action(file_menu, "&New return …", "Ctrl+N", self.opening.new)
        self._action(file_menu, "&Open …", "Ctrl+O", self.opening.open)
        self._recent = file_menu.addMenu("Open &recent")
        named(self._recent, "Open recent")
        self._recent.aboutToShow.connect(self._fill_recent)
        self._action(file_menu, "Open the &sample school", "Ctrl+Shift+O", self.opening.sample)
        file_menu.addSeparator()
        self._add = self._action(file_menu, "&Add files …", "Ctrl+I", self.opening.add_files)
        self._action(file_menu, "Save a co&py …", "", self.opening.save_copy)
        self._close = self._action(file_menu, "&Close this return", "Ctrl+W", self.session.close)
        file_menu.addSeparator()
        self._action(file_menu, "&Learn of a census year from a file …", "", self.opening.learn_year)
        self._protect = self._action(file_menu, "Protect with a pass&word …", "", self.keeping.protect)
        self._unprotect = self._action(file_menu, "&Take the password off", "", self.keeping.unprotect)
        self._remove = self._action(file_menu, "&Remove this return completely …", "", self.keeping.remove)
        file_menu.addSeparator()
        self._action(file_menu, "&All schools of an authority …", "Ctrl+Shift+S", self.show_schools)
        file_menu.addSeparator()
        self._action(file_menu, "E&xit", "Ctrl+Q", self.close)
        edit = self._menu("&Edit")
        self.undo = self._action(edit, "&Undo", "Ctrl+Z", self.session.changes.undo)
        self.redo = self._action(edit, "&Redo", "Ctrl+Y", self.session.changes.redo)
        edit.addSeparator()
        self._action(edit, "&Find in the list of findings", "Ctrl+Shift+F", self._find)
        go = self._menu("&Go")
        for number, name in enumerate(_NAMES, 1):
            self._action(go, f"&{number % 10}  {TITLES[name]}", f"Alt+{number % 10}", partial(self._go_by_key, name))
        go.addSeparator()
        self._action(go, "Ne&xt finding", "F8", lambda: self.findings.go(1))
        self._action(go, "&Previous finding", "Shift+F8", lambda: self.findings.go(-1))
        self._action(go, "List of &findings", "F6", self._to_findings)
        self._action(go, "The &page", "Shift+F6", lambda: self.page.set_up_focus())
        self._action(go, "List of &steps", "Ctrl+F6", self.rail.setFocus)
        self._step_menu = self._menu("&Step")
        view = self._menu("&View")
        self._view_menu, self._below_docks = view, view.addSeparator()
        self.hide_names = self._action(view, "Hide names and &pay", "Ctrl+H", lambda: None)
        self.hide_names.setCheckable(True)
        self.hide_names.toggled.connect(self.session.set_private)
        view.addSeparator()
        self._action(view, "&Larger text", "Ctrl++", lambda: self._scale(1))
        self._action(view, "&Smaller text", "Ctrl+-", lambda: self._scale(-1))
        self._action(view, "&Usual text", "Ctrl+0", lambda: self._scale(0))
        self._action(view, "&Build again from the files", "F5", self.session.builder.build_soon)
        help_menu = self._menu("&Help")
        self._action(help_menu, "&Help on this step", "F1", self._help)
        self._action(help_menu, "Explain this &rule", "Shift+F1", self._explain)
        self._action(help_menu, "&Keyboard shortcuts", "Ctrl+F1", self._shortcuts)
        self._action(help_menu, "&Report a problem …", "", self._report)
        self._action(help_menu, "&Licences …", "", self._licences)
        self._action(help_menu, "&About", "", self._about)

    def _menu(self, title: str) -> QMenu:
        menu = self.menuBar().addMenu(title)
        named(menu, title.replace("&", ""))
        self._menus.append(menu)
        return menu

    def _action(self, menu: QMenu, text: str, keys: str, call: Callable[..., object]) -> QAction:
        # The text by itself, as in `give_menu`: an icon's whole class would be made for it.
        action = QAction(self)
        action.setText(text)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: call())
        menu.addAction(action)
        return action

    def _fill_recent(self) -> None:
        self._recent.clear()
        for recent in self.settings.recent():
            path = Path(recent.path)
            action = self._recent.addAction(f"{recent.name or path.stem}  {recent.number}".strip())
            action.setToolTip(recent.path)
            action.setEnabled(recent.is_there)
            action.triggered.connect(lambda _checked=False, at=path: self.opening.open_path(at))
        if self._recent.isEmpty():
            self._recent.addAction("None yet").setEnabled(False)

    def _fit_rail(self) -> None:
        """Make the rail as wide as its steps need, in the font of now."""
        metrics = self.rail.fontMetrics()
        widest = max(metrics.horizontalAdvance(title) for title in TITLES.values())
        left = metrics.horizontalAdvance("8,888")
        width = widest + left + 5 * metrics.height()
        self.rail.setFixedWidth(width)
        self.first.setFixedWidth(width)
        self.rail.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.rail.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.rail.horizontalHeader().resizeSection(1, left + metrics.height())

    # Steps

    @property
    def page(self) -> Step:
        """The step on show."""
        return self.step(_NAMES[max(self.rail.currentIndex().row(), 0)])

    @property
    def steps(self) -> list[Step]:
        """All steps, in the order of the rail; those that were never wanted are made now."""
        return [self.step(name) for name in _NAMES]

    def step(self, name: str) -> Step:
        """Return the page of a step, made when it is first wanted."""
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = step_class(name)(self.session)
            self._waiting[page] = set(What)
            page.done.connect(lambda: self.next.setFocus(Qt.FocusReason.OtherFocusReason))
            # Around it, so that large text makes a page scroll and never the window larger than the screen.
            self._areas[name] = scrolling(page)
            self.stack.addWidget(self._areas[name])
        return page

    def make_the_rest(self) -> None:
        """Make the pages that are not there yet, one at each turn of the event loop, so that nobody waits for them."""
        self._docks()
        self.page.complete()
        name = next((name for name in _NAMES if name not in self._pages), None)
        if name is not None:
            self.step(name)
            self._rail_model.redraw()
            QTimer.singleShot(0, self, self.make_the_rest)
        else:
            # The list of findings takes a moment, too; it is wanted with the first return.
            self.findings  # noqa: B018

    def go_to(self, name: str) -> None:
        """Show a step, by its name; one that is not there is passed over."""
        if name in _NAMES and self.rail.currentIndex().row() != _NAMES.index(name):
            self.rail.setCurrentIndex(self._rail_model.index(_NAMES.index(name), 0))

    def rail_row(self, name: str) -> QRect:
        """Return where a step stands in the rail, in the window."""
        view = self.rail.viewport()
        at = self.rail.visualRect(self._rail_model.index(_NAMES.index(name), 0))
        at.setRight(view.rect().right())
        return QRect(view.mapTo(self, at.topLeft()), at.size())

    def _go_by_key(self, name: str) -> None:
        self.go_to(name)
        self.page.set_up_focus()

    def _rail_moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not current.isValid():
            return
        step = self.step(self._rail_model.row_at(current))
        self.stack.setCurrentWidget(self._areas[step.name])
        self.settings.set("step", step.name)
        self.bar.clear()
        self._show_foot()
        self._title.setText(step.title)
        self._title.setAccessibleName(step.title)
        self._says.setText(step.says)
        self._refresh_page()
        self._step_menu.clear()
        if step not in self._step_actions:
            self._step_actions[step] = step.actions_for_menu()
        self._step_menu.addActions(self._step_actions[step])
        self._step_menu.setEnabled(not self._step_menu.isEmpty())
        self._fit_findings()
        if self._made_docks is not None and self.help_dock.isVisible():
            self._help()

    def _state_icon(self, name: str) -> QIcon | None:
        page = self._pages.get(name)
        if page is None or not self.session.is_open:
            # No icon is needed before there is a return, and loading the first takes a moment.
            return None
        state = State.LATER if self._waits(name) else page.state()
        return icon(state, "quiet" if state is State.LATER else "accent" if state is State.OPEN else "")

    def _is_later(self, name: str) -> bool:
        """Whether nothing can be done in a step yet: it is grey, says why, and opens all the same."""
        return name != "start" and (
            not self.session.is_open
            or self._waits(name)
            or (name in self._pages and self._pages[name].state() is State.LATER)
        )

    def _waits(self, name: str) -> bool:
        """Whether a step makes sense only once the questions are answered, which may cause what it would show."""
        return name in _AFTER_QUESTIONS and self.session.built is not None and self.session.decisions.to_answer > 0

    def _state_tip(self, name: str) -> str:
        page = self._pages.get(name)
        if page is None or not self.session.is_open:
            return TITLES[name]
        if self._waits(name):
            return f"{TITLES[name]}: later: answer the questions first, as they may cause what stands here"
        return f"{TITLES[name]}: {page.state_words()}"

    def _left_text(self, name: str) -> str:
        page = self._pages.get(name)
        if not self.session.is_open or page is None or page.state() in (State.LATER, State.DONE) or self._waits(name):
            return ""
        left = page.left()
        return f"{left:,}" if left and name != "finish" else ""

    def _show_first(self) -> None:
        """Say above the rail what comes first: questions, and only then what they may have caused."""
        said = self._first_words()
        if said != self.first.text():
            self.first.setText(said)
            self.first.setAccessibleName(said.replace("\n", " "))
            if said.startswith("First"):
                # Counts are announced by themselves, once they stand.
                announce(self.first, self.first.accessibleName())
        self.first.setVisible(bool(said))

    def _first_words(self) -> str:
        session = self.session
        if not session.is_open or session.builder.building:
            return self.first.text() if session.is_open else ""
        if session.files.unread:
            return f"First: {counted(len(session.files.unread), 'file')} not read"
        if not session.files.views:
            return "First: add your files"
        if session.lacks_school or (session.built is not None and session.built.estabs):
            return "First: say which school it is"
        questions = session.decisions.to_answer
        if session.return_ is None:
            return ""
        if questions:
            minutes = round_up(questions * MINUTES_EACH)
            first = f"First: {counted(questions, 'question')},\nabout {counted(minutes, 'minute')}"
            return "\n".join(filter(None, [first, session.decisions.waits]))
        return "\n".join(filter(None, [session.decisions.waits, self._counts_text()]))

    def _go_first(self) -> None:
        """Go to what comes first: the files, the school, the next step with a question, what is to fix."""
        session = self.session
        if session.files.unread or not session.files.views:
            name = "sources"
        elif session.lacks_school or (session.built is not None and session.built.estabs):
            name = "start"
        elif session.decisions.sheets_to_answer():
            name = "sources"
        else:
            asked = {one.step for one in session.questions}
            left = (one for one in _NAMES if self.step(one).state() in (State.OPEN, State.PROBLEM))
            name = next((one for one in _NAMES if one in asked), "") or next(left, "finish")
        self._go_by_key(name)

    def _show_field(self, key: str, tag: str) -> None:
        record = self.session.shown.record(key)
        if record is None:
            self.session.tell("That record is no longer in the return.", "problem")
            return
        step = next((step for step in self.steps if step.can_show(record.kind, tag)), None)
        if step is None:
            self.session.tell("There is no page yet on which this can be changed.", "problem")
            return
        self.go_to(step.name)
        step.show_field(key, tag)

    # Changes

    def _changed(self, what: frozenset[What]) -> None:
        for waiting in self._waiting.values():
            waiting |= what
        self._refresh_page()
        if what - {What.STATE}:
            self._rail_model.redraw()
        self._show_state()
        self._show_first()
        self._show_foot()
        self._forget_problem()
        journal = self.session.journal if self.session.is_open else None
        undo, redo = (journal.can_undo, journal.can_redo) if journal is not None else (None, None)
        self.undo.setEnabled(undo is not None)
        self.redo.setEnabled(redo is not None)
        self.undo.setText(f"&Undo: {undo.label}" if undo is not None else "&Undo")
        self.redo.setText(f"&Redo: {redo.label}" if redo is not None else "&Redo")
        self._add.setEnabled(self.session.is_open)
        for action in (self._close, self._protect, self._unprotect, self._remove):
            action.setEnabled(self.session.is_open)
        self.practice.setVisible(self.session.practice)
        if What.OPENED in what:
            self._show_lesson()
            self._fit_findings()
            self._show_foot()
            self.settings.set("open", str(self.session.path or ""))
        if What.OPENED in what or What.SETTINGS in what or What.EXPORTS in what:
            self._show_title()

    def _refresh_page(self) -> None:
        step = self.page
        waiting = self._waiting[step]
        if waiting:
            what, self._waiting[step] = frozenset(waiting), set()
            step.refresh(what)

    def _show_title(self) -> None:
        path = self.session.path
        if path is None:
            self.setWindowTitle(TITLE)
            return
        name = self.session.setting("school name") or path.stem
        locked = f" (locked: number {self.session.locked} was sent)" if self.session.locked else ""
        self.setWindowTitle(f"{name}{locked} – {TITLE}")

    def _show_state(self) -> None:
        session = self.session
        saved = session.saved_at
        self._saved.setText(f"Saved {saved:%H:%M}" if session.is_open and saved is not None else "")
        counts = self._counts_text()
        if counts != self._told:
            self._telling.start()
        self.counts.setText(f"{counts}  (F6)" if counts else "")
        self.counts.setVisible(bool(counts))
        named(self.counts, f"Totals of findings: {counts}", "Open or close the list of findings (F6)")
        job = session.worker.current
        busy = job is not None and bool(job.title)
        if busy != self._progress.isVisibleTo(self) and job is not None:
            announce(self._progress, job.title)
        self._progress.setVisible(busy)
        self._stop.setVisible(busy)
        if job is None or not busy:
            self._tick.stop()
            self._doing.setText("Checking …" if session.checking.running else "")
            return
        if not self._tick.isActive():
            self._tick.start()
        left = job.seconds_left
        started = monotonic() - job.started if job.started is not None else 0.0
        remaining = f", about {left:.0f} seconds left" if left is not None and started > 2 and left >= 1 else ""
        self._doing.setText(f"{job.what or job.title}{remaining}")
        self._progress.setValue(round(job.share * 100))

    def _tell_counts(self) -> None:
        """Have a screen reader say the totals, where they are others than those it said last."""
        session, counts = self.session, self._counts_text()
        if session.busy or session.builder.waiting:
            self._telling.start()
        elif counts != self._told:
            self._told = counts
            announce(self.counts, counts)

    def _counts_text(self) -> str:
        if self.session.return_ is None:
            return ""
        from ui.findings.words import counts_text

        # Questions are counted where they are answered: one of them is a finding of each person whom it is about.
        return counts_text(self.session.findings, questions=False)

    def _forget_problem(self) -> None:
        """Take a message about a build that failed away once the return is built."""
        problem = self.session.problem
        if problem is not None:
            self._problem = str(problem)
        elif self._problem and self.session.built is not None:
            if self.bar.text == self._problem:
                self.bar.clear()
            self._problem = ""

    def _tell(self, message: Message) -> None:
        self.bar.show_message(message)
        self.statusBar().setAccessibleDescription(message.text)

    def _cancel(self) -> None:
        self.session.worker.cancel()

    # Findings, help, text

    def _turn_findings(self) -> None:
        """Open the list of findings, or fold it to the one line of its totals again."""
        if self.findings_dock.isVisible():
            self.findings_dock.close()
        else:
            self._to_findings()

    def _find(self) -> None:
        self._show_findings()
        self.findings.search.setFocus()

    def _to_findings(self) -> None:
        if self.page.name == "check":
            # That page is the list.
            self.page.set_up_focus()
            return
        self._show_findings()
        self.findings.table.setFocus()
        if not self.findings.table.currentIndex().isValid():
            self.findings.table.select_place(0)

    def _show_findings(self) -> None:
        self._set_want_findings(wanted=True)
        self.findings_dock.show()

    def _help(self) -> None:
        self.help_dock.show()
        step = self.page
        self.help.show_page(step.help_page)

    def _explain(self) -> None:
        rule = self.page.rule() if self.page.name == "check" else ""
        if not rule:
            finding = self.findings.table.current()
            rule = finding.rule if finding is not None else ""
        if rule:
            self._explain_rule(rule)
        else:
            self._help()

    def _explain_rule(self, rule: str) -> None:
        self.help_dock.show()
        self.help.show_rule(rule)

    def _shortcuts(self) -> None:
        from ui.window.help import shortcuts_page

        self.help_dock.show()
        self.help.show_html(shortcuts_page([(menu.title(), menu.actions()) for menu in self._menus]))

    def _report(self) -> None:
        from swf_desktop.files.writing import write_text
        from ui.crashes import report_text

        path = dialogs.ask_save(self, "Save a report without personal data", Path.home() / "report.txt", "Text (*.txt)")
        if path is not None:
            try:
                # The dialog asked about a file that is there.
                write_text(path, report_text(), own=True)
            except OSError as error:
                self.session.tell(f"The report could not be saved: {error.strerror}.", "problem")
            else:
                self.session.tell(f"Saved to {path}. It holds no names, numbers or pay.", "done")

    def _about(self) -> None:
        from swf_desktop import __version__

        self.help_dock.show()
        self.help.show_html(
            f"<h2>{TITLE}</h2><p>Version {__version__}. Turns a school's staff data into the return for COLLECT. "
            "It works on this computer alone: nothing is sent anywhere.</p>"
            "<p>Under the MIT licence. <a href='licence:'>Licences of everything in it</a></p>"
        )

    def _licences(self) -> None:
        self.help_dock.show()
        self.help.show_licences()

    def _scale(self, step: int) -> None:
        now = int(self.settings.get("text size", "100") or 100)
        place = SCALES.index(now) if now in SCALES else 0
        scale = 100 if step == 0 else SCALES[min(max(place + step, 0), len(SCALES) - 1)]
        self.settings.set("text size", str(scale))
        scale_text(self, scale)

    # The window itself

    def _restore(self) -> None:
        self.resize(QSize(1366, 720))
        size = int(self.settings.get("text size", "100") or 100)
        if size != SCALES[0]:
            scale_text(self, size)
        geometry = self.settings.get(self._geometry_name())
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))
        if self.settings.get("layout") and self.settings.get("docks") != NO_DOCKS:
            # One was open, or an older program did not say.
            self._docks()
        self._keep_on_screen()
        self._fit_findings()

    def _geometry_name(self) -> str:
        """Return under which name the window's place is kept: each screen, in each size of its own, has one."""
        area = self.screen().availableGeometry()
        return f"geometry {self.screen().name()} {area.width()}x{area.height()}"

    def _keep_on_screen(self) -> None:
        """Make the window no larger than what its screen leaves free, and move it there."""
        area = self.screen().availableGeometry()
        if self.isMaximized() or area.isEmpty():
            return
        frame = self.frameGeometry().size() - self.size()
        self.resize(self.size().boundedTo(area.size() - frame))
        at = self.frameGeometry()
        at.moveLeft(max(area.left(), min(at.left(), area.right() - at.width() + 1)))
        at.moveTop(max(area.top(), min(at.top(), area.bottom() - at.height() + 1)))
        self.move(at.topLeft())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        # How much the frame takes is known from now on.
        QTimer.singleShot(0, self, self._keep_on_screen)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rail()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        self.settings.set(self._geometry_name(), bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        if self._made_docks is not None:
            self.settings.set("layout", bytes(self.saveState().toBase64().data()).decode("ascii"))
            self.settings.set("docks", NO_DOCKS if all(dock.isHidden() for dock in self._made_docks) else "open")
        self._tick.stop()
        self._telling.stop()
        if "schools" in self.__dict__:
            self.schools.close()
        self.settings.set("open", "")
        ask_by(None)
        self.session.shut_down()
        event.accept()

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape:
            if self.session.worker.busy:
                self._cancel()
            elif self.guide is not None and self.guide.is_on:
                self.guide.dismiss()
            else:
                self.bar.clear()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # After the drop is over: the program that was dragged from waits for its end.
            QTimer.singleShot(0, self, lambda: self.take_paths(paths))

    def _may_replace(self, path: str) -> bool:
        from ui.widgets import dialogs

        return dialogs.ask_sure(
            self,
            "Replace it?",
            f"{Path(path).name} is there already, and this program did not make it, or it was changed since.\n\n"
            f"It is in {Path(path).parent}. What is in it now is lost when it is replaced.",
            "Replace it",
        )

    def open_again(self, path: Path, step: str) -> None:
        """Open the return that was open when the program ended without being closed, where it stood."""
        if path.exists() and self.opening.open_path(path):
            self.go_to(step)
            self.session.tell("The program was not closed last time. Nothing was lost: this is where it stood.")

    def take_paths(self, paths: list[Path]) -> None:
        """Take files that were dropped or given on the command line: a return is opened, others are added to one.

        What can be about nobody (a schema, a year pack) is learnt from.
        """
        from swf_desktop.packs import NEVER_STAFF

        returns = [path for path in paths if path.suffix.lower() == SUFFIX]
        if returns:
            self.opening.open_path(returns[0])
        taught = [path for path in paths if path.suffix.lower() in NEVER_STAFF]
        for path in taught:
            self.opening.learn_year(path)
        others = [path for path in paths if path not in (*returns, *taught)]
        if others and (self.session.is_open or self.opening.new(beside=others[0])):
            self.session.files.add(others)
            self.go_to("sources")


_Inner = TypeVar("_Inner", bound=QWidget)


def _put_into(dock: Dock, inner: _Inner) -> _Inner:
    dock.setWidget(inner)
    return inner

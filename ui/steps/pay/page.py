"""Pay: the pay sheet live, the working of each row, the year's tables, and what is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.words import counted
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.attention import AttentionBar
from ui.steps.parts import Parts
from ui.steps.pay.picture import PicturePage
from ui.steps.pay.rows import BASES, SENDS, PayRow, pay_columns, pay_rows, working_html
from ui.steps.pay.scale import ScalePage
from ui.steps.step import Step
from ui.widgets.basic import button, known, label, row, scrolling
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.frozen_table import FrozenRowView
from ui.widgets.question_cards import Cards
from ui.widgets.table_model import RowsModel

if TYPE_CHECKING:
    from swf_desktop.record import Record

SHOWN: Final = (
    ("", "all contracts"),
    ("doubts", "only with doubts"),
    ("differs", "only where pay differs from the point"),
    ("nothing", "only where nothing is sent"),
    ("hand", "only changed by hand"),
)

KEEPS: Final[dict[str, Callable[[PayRow], bool]]] = {
    "doubts": lambda one: bool(one.pay.doubts),
    "differs": lambda one: bool(one.difference) and not one.pay.result.snapped,
    "nothing": lambda one: not {"BasePay", "SpinePoint"} & one.pay.sent.keys(),
    "hand": lambda one: one.pay.by_hand or bool(one.send),
}


class Page(Step):
    """The pay sheet at the left; at the right the working, the tables, changes and questions, one tab each."""

    name = "pay"
    title = TITLES["pay"]
    says = "Base pay of every open contract, as it was worked out. Look at those with doubts (▲) first."
    help_page = "steps/pay.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.message = label("")
        self.message.setAccessibleName("Why there is no pay")
        self.send = ChoiceBox("What of pay the return sends", list(SENDS))
        self.send.picked.connect(self._send)
        self.basis = ChoiceBox("What base pay is for", list(BASES))
        self.basis.picked.connect(self._basis)
        self.shown = ChoiceBox("Which contracts are shown", list(SHOWN))
        self.shown.picked.connect(self._pick)
        self.attention = AttentionBar(session, "pay shown", "How many contracts have doubts")
        self.attention.turned.connect(self._turn)
        if self.attention.wanted:
            self.shown.set_value("doubts")
        self.table: RowsModel[PayRow] = RowsModel(pay_columns(), self)
        self.rows = FrozenRowView(
            self.table, "Pay sheet", lambda one: one.key, several=True, most={0: 27, 1: 18, 5: 22, 9: 18}
        )
        known(self.rows, "pay sheet")
        self.search = SearchBox("Find a person or post", "Find a person or post", self.rows)
        self.search.textChanged.connect(lambda _: self._filter())
        self.rows.moved.connect(self._show_row)
        self.rows.selectionModel().selectionChanged.connect(lambda *_: self._show_selected())
        self.rows.opened.connect(lambda _: self._show_tab(0))
        self.rows.show_at_least(7)
        self.total = label("")
        self.total.setAccessibleName("Totals")
        self.working = QTextBrowser()
        self.working.setAccessibleName("Working of the current contract")
        self.working.setOpenLinks(False)
        self.scale = ScalePage()
        self.picture = PicturePage()
        self.picture.moved.connect(self._to_row)
        self.picture.opened.connect(lambda _key: self._go())
        self.cards = Cards(session, "Questions about pay")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("About the current contract")
        self.tabs.addTab(self.working, "Wor&king")
        self.tabs.addTab(self.scale, "T&ables")
        self.tabs.addTab(self._change_page(), "Cha&nge")
        self.tabs.addTab(self.cards, "&Questions")
        self.tabs.addTab(self.picture, "Pict&ure")
        self.body = Parts(self._sheet_page(), self.tabs, "Divider between pay sheet and working", (11, 8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.message)
        # With large text the page is larger than the window: it scrolls.
        self.area = scrolling(self.body)
        layout.addWidget(self.area, 1)
        self._actions = self._make_actions()
        self._show_all()

    def _sheet_page(self) -> QWidget:
        first, second = QHBoxLayout(), QHBoxLayout()
        for line, text, widget in (
            (first, "The return sen&ds", self.send),
            (first, "base &pay is", self.basis),
            (second, "Sho&w", self.shown),
            (second, "F&ind", self.search),
        ):
            before = QLabel(text)
            before.setBuddy(widget)
            line.addWidget(before)
            line.addWidget(widget, 1)
        for box in (self.send, self.basis, self.shown):
            box.setMinimumContentsLength(8)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.attention)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.total)
        return page

    def _change_page(self) -> QWidget:
        self.about_change = label("")
        self.about_change.setAccessibleName("The contract that is changed")
        self.amount = QLineEdit()
        self.amount.setAccessibleName("Base pay for the hours worked, pounds a year")
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Why base pay is changed")
        self.reason.setPlaceholderText("such as: agreed with payroll on 12 November")
        for box in (self.amount, self.reason):
            box.textChanged.connect(lambda _: self._may_override())
            box.returnPressed.connect(self._override)
        self.problem = label("")
        self.problem.setAccessibleName("What is wrong with the base pay that was typed")
        self.override = button("&Use this base pay", self._override, tip="It stands above what was worked out")
        self.back = button("Take it &back", self._take_back, tip="What was worked out stands again")
        self.go = button("G&o to the contract", self._go, tip="Opens the person's card in “People and contracts”")
        known(self.amount, "base pay")
        known(self.reason, "reason")
        known(self.override, "use this base pay")
        form = QFormLayout()
        form.addRow("Base pay, £ a &year", self.amount)
        form.addRow("&Reason", self.reason)
        self.count = label("")
        self.count.setAccessibleName("How many contracts are selected")
        self.own_send = ChoiceBox("What is sent for the selected contracts", [("", "as the whole return"), *SENDS])
        self.own_use = button("Use for the selec&ted", self._send_selected)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.about_change)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(row(self.override, self.back, self.go))
        layout.addSpacing(self.fontMetrics().height())
        layout.addWidget(self.count)
        layout.addWidget(row(self.own_send, self.own_use))
        layout.addStretch(1)
        return page

    # What it shows

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        if what & {What.OPENED, What.PAY, What.RECORDS, What.SETTINGS, What.PRIVACY, What.MATCHING}:
            self._show_all()
        elif What.EDITS in what:
            self._show_change(self.rows.current())

    def left(self) -> int:  # noqa: D102
        return len(self.session.questions_of("pay"))

    def _show_all(self) -> None:
        session = self.session
        rows = pay_rows(session)
        self.message.setText("" if rows else self._why_nothing())
        self.message.setVisible(not rows)
        self.area.setVisible(bool(rows))
        if session.collection is not None:
            self.scale.set_collection(session.collection)
        built = session.built
        offered = [one for one in SENDS if one[0] == "base" or self._points_have_a_place()]
        self.send.set_choices(offered)
        self.own_send.set_choices([("", "as the whole return"), *offered])
        self.send.setToolTip("" if len(offered) > 1 else "This year's return has no place for spine points.")
        kept = session.setting("send") or (built.send if built is not None else "base")
        self.send.set_value("base" if len(offered) == 1 else kept)
        self.basis.set_value(session.setting("basis") or (built.basis if built is not None else "actual"))
        self.rows.show_rows(rows)
        self.picture.set_rows(rows, session.collection)
        self._filter()
        questions = session.questions_of("pay")
        self.cards.show_questions(questions)
        self.tabs.setTabText(3, f"&Questions ({len(questions)})" if questions else "&Questions (none)")

    def _points_have_a_place(self) -> bool:
        collection = self.session.collection
        return collection is None or any(collection.sends(f"{kind}.SpinePoint") for kind in ("contract", "role"))

    def _why_nothing(self) -> str:
        session = self.session
        if not session.is_open:
            return "No return is open. Open one, or begin a new one, in “School and year”."
        if not session.files.views:
            return "There are no files yet. Add the payroll report in “Your files”."
        if session.problem is not None:
            return str(session.problem)
        if session.built is None or session.return_ is None:
            return "Base pay is being worked out."
        if session.built.loaded:
            return "This return was read from a return that was made before (.xml): its pay is sent as it stands there."
        return "There is no contract that is open on the census date."

    def _pick(self, value: str) -> None:
        """Show what the box names. Whether that is everything or those with doubts is kept for the next time."""
        if value in ("", "doubts"):
            self.attention.keep(bool(value))
        self._filter()

    def _turn(self, attention: bool) -> None:
        """Show the contracts with doubts, or all; the box says the same."""
        self.shown.set_value("doubts" if attention else "")
        self._filter()
        self.rows.setFocus()

    def _filter(self) -> None:
        which, text = self.shown.value(), self.search.text().strip().casefold()

        wanted = KEEPS.get(which)
        if which == "doubts" and not any(map(KEEPS["doubts"], self.table.rows)):
            # Where there are no doubts, an empty list would help nobody.
            wanted = None

        def named(one: PayRow) -> bool:
            return not text or text in f"{one.name} {one.post}".casefold()

        if (
            which == "doubts"
            and text
            and not any(wanted is None or wanted(one) for one in filter(named, self.table.rows))
        ):
            # Who looks for a name wants that person, with doubts or without.
            wanted = None
        keeps = wanted
        self.rows.filter_rows(
            (lambda one: (keeps is None or keeps(one)) and named(one)) if keeps is not None or text else None
        )
        self._show_total()

    def _to_row(self, key: str) -> None:
        """Go to the contract of a dot; where the filter hides it, all are shown."""
        if not self.rows.go_to_key(key):
            self.search.clear()
            self.shown.set_value("")
            self._filter()
            self.rows.go_to_key(key)

    def _show_row(self) -> None:
        one: PayRow | None = self.rows.current()
        self.working.setHtml(working_html(one) if one is not None else "<p>No contract is chosen.</p>")
        self.scale.show_row(one, self.table.rows)
        if one is not None:
            self.picture.select(one.key)
        self._show_change(one)

    def _show_change(self, one: PayRow | None) -> None:
        for widget in (self.amount, self.reason, self.override, self.back, self.go):
            widget.setEnabled(one is not None and not one.hidden)
        if one is None:
            self.about_change.setText("No contract is chosen.")
            return
        edit = self.session.edits.edit_of(one.pay.record, "BasePay")
        self.about_change.setText(
            f"{one.name}, {one.post}. To say yourself what base pay is for the hours worked in a year, type it here; "
            "the reason is kept with it and stands in the notes."
        )
        self.amount.setText("" if edit is None or one.hidden else edit.text)
        self.amount.setPlaceholderText(one.money(one.pay.result.actual))
        self.reason.setText("" if edit is None else edit.reason)
        self.problem.setText("")
        self.problem.hide()
        self.back.setEnabled(edit is not None)
        self._may_override()

    def _may_override(self) -> None:
        self.override.setEnabled(bool(self.amount.text().strip() and self.reason.text().strip()))

    def _show_selected(self) -> None:
        chosen = self.rows.chosen()
        self.count.setText(
            f"{len(chosen):,} contracts are selected. For them, send:"
            if len(chosen) != 1
            else "For the selected contract, send (select several with Shift or Ctrl):"
        )
        self.own_send.set_value(chosen[0].send if chosen and len({one.send for one in chosen}) == 1 else "")
        self.own_use.setEnabled(bool(chosen))

    def _show_total(self) -> None:
        doubts, total, count = 0, Decimal(0), self.table.rowCount()
        for place in range(count):
            pay = self.table.row_at(place).pay
            doubts += bool(pay.doubts)
            total += pay.result.actual or 0
        all_together = "" if self.session.private else f" Base pay for the hours worked, all together: £{total:,.2f}."
        everything = counted(len(self.table.rows), "contract")
        self.total.setText(f"{count:,} of {everything}.{all_together}")
        of_all = sum(1 for one in self.table.rows if one.pay.doubts)
        if self.search.text().strip() or self.shown.value() not in ("", "doubts"):
            self.attention.say(f"{count:,} of {everything} shown, {doubts:,} with doubts (▲).")
        elif not of_all:
            self.attention.say("None has doubts." if self.table.rows else "")
        elif self.shown.value() == "doubts":
            self.attention.say(f"{of_all:,} of {everything} with doubts (▲).", f"Show all {len(self.table.rows):,}")
        else:
            only = "Show only that one" if of_all == 1 else f"Show only those {of_all:,}"
            self.attention.say(f"{everything}, {of_all:,} with doubts (▲).", only, to_attention=True)

    def _show_tab(self, at: int) -> None:
        self.tabs.setCurrentIndex(at)
        widget = self.tabs.widget(at)
        if at == 2:
            self.amount.setFocus()
        elif at == 3:
            self.cards.set_up_focus()
        elif at == 1:
            self.scale.points.setFocus()
        elif at == 4:
            self.picture.dots.setFocus()
        else:
            widget.setFocus()

    # What it changes

    def _send(self, value: str) -> None:
        self.session.decisions.change_setting(f"Send {dict(SENDS)[value]}", "send", value)

    def _basis(self, value: str) -> None:
        self.session.decisions.change_setting(f"Base pay {dict(BASES)[value]}", "basis", value)

    def _send_selected(self) -> None:
        """Choose for the selected contracts alone what is sent."""
        from converters.payroll.keys import send_key

        chosen = self.rows.chosen()
        value = self.own_send.value()
        recipe = self.session.decisions.recipe
        answers = dict(recipe.answers)
        for one in chosen:
            # A choice for the whole contract gives way to one for each of its roles.
            answers.pop(send_key(one.pay.contract.key), None)
            answers.pop(send_key(one.key), None)
            if value:
                answers[send_key(one.key)] = value
        what = dict(SENDS).get(value, "as the whole return")
        count = counted(len(chosen), "contract")
        if chosen and self.session.decisions.decide(f"Send {what} for {count}", replace(recipe, answers=answers)):
            self.session.tell(f"{count}: {what}. Base pay is being worked out again.", "done")

    def _override(self) -> None:
        one: PayRow | None = self.rows.current()
        if one is None or not self.override.isEnabled():
            return
        record: Record = one.pay.record
        typed = self.session.edits.read(record, "BasePay", self.amount.text())
        if typed.problem or not typed.text:
            self._complain(typed.problem or "Type a sum of money, such as 21,804.00.")
            return
        if typed.text.startswith("-") or not typed.text.strip("0."):
            self._complain("Base pay must be more than nothing.")
            return
        self.session.edits.edit(
            record, "BasePay", self.amount.text(), reason=self.reason.text().strip(), label="Base pay by hand"
        )
        self.rows.setFocus()

    def _complain(self, text: str) -> None:
        self.problem.setText(f"▲ {text}")
        self.problem.show()
        self.amount.setFocus()
        self.amount.selectAll()

    def _take_back(self) -> None:
        one: PayRow | None = self.rows.current()
        if one is not None:
            self.session.edits.withdraw([(one.pay.record, "BasePay")], "Base pay as worked out")

    def _go(self) -> None:
        one: PayRow | None = self.rows.current()
        if one is not None:
            self.session.show(one.pay.record, "BasePay")

    def picture_words(self) -> str:
        """Return what the picture of pay against the scale shows, in words."""
        return self.scale.picture.says

    def _next_doubt(self) -> None:
        rows = self.rows.visible
        current = self.rows.current()
        at = next((place for place, one in enumerate(rows) if current is not None and one.key == current.key), -1)
        after = [one for one in (*rows[at + 1 :], *rows[: at + 1]) if one.pay.doubts]
        if after:
            self.rows.go_to_key(after[0].key)
            self.rows.setFocus()
        else:
            self.session.tell("✓ No contract that is shown has doubts.", "done")

    def set_up_focus(self) -> None:  # noqa: D102
        if self.cards.cards:
            self._show_tab(3)
        else:
            self.rows.setFocus()

    def _make_actions(self) -> list[QAction]:
        actions = []
        calls: tuple[tuple[str, str, Any], ...] = (
            ("&Next contract with doubts", "F4", self._next_doubt),
            ("&Change base pay by hand", "F2", lambda: self._show_tab(2)),
            ("&Working of the contract", "Ctrl+Shift+K", lambda: self._show_tab(0)),
            ("Pay &tables", "Ctrl+Shift+T", lambda: self._show_tab(1)),
            ("Pict&ure of all teachers' pay", "Ctrl+Shift+Y", lambda: self._show_tab(4)),
            ("&Questions about pay", "Ctrl+Shift+Q", lambda: self._show_tab(3)),
            ("&Go to the contract", "Ctrl+Shift+G", self._go),
        )
        for text, keys, call in calls:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, call=call: call())
            self.addAction(action)
            actions.append(action)
        return actions

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        return self._actions

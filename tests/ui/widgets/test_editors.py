"""Editors for fields: how codes are found by words, dates from a calendar, and what a delegate does with it all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCalendarWidget, QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from ui.widgets.editors import (
    FIELD_ROLE,
    GAP,
    ChoiceEdit,
    CodeEdit,
    DateEdit,
    FieldDelegate,
    MoneyEdit,
    TextEdit,
    code_choices,
    edit_text,
    make_editor,
    matching_codes,
)

COLLECTION = Collection.load(2013)
ETHNICITY = COLLECTION.fields["staff.Ethnicity"]
CODES = code_choices(ETHNICITY, COLLECTION)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("NOBT", "NOBT"),
        ("nobt", "NOBT"),
        ("not obt", "NOBT"),
        ("obtained not", "NOBT"),
        ("REF", "REFU"),
        ("refused", "REFU"),
        ("british white", "WBRI"),
        ("  wbri ", "WBRI"),
    ],
)
def test_codes_are_found_by_letters_or_by_words_in_any_order(typed: str, first: str) -> None:
    assert matching_codes(CODES, typed)[0][0] == first


def test_all_codes_are_offered_where_nothing_was_typed() -> None:
    assert matching_codes(CODES, "") == CODES
    assert matching_codes(CODES, "  ;") == CODES
    assert matching_codes(CODES, "zeppelin") == []


@given(st.sampled_from(CODES), st.integers(0, 4), st.booleans())
def test_any_word_of_a_description_finds_its_code(choice: tuple[str, str], place: int, upper: bool) -> None:
    words = choice[1].replace("-", " ").replace("/", " ").split() or [choice[0]]
    word = "".join(filter(str.isalnum, words[place % len(words)])) or choice[0]
    found = matching_codes(CODES, word.upper() if upper else word)
    assert choice in found
    assert len(found) == len(set(found))
    assert set(found) <= set(CODES)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("staff.Ethnicity", CodeEdit),
        ("staff.PersonBirthDate", DateEdit),
        ("staff.QTStatus", ChoiceEdit),
        ("contract.BasePay", MoneyEdit),
        ("contract.HoursPerWeek", TextEdit),
        ("staff.PersonFamilyName", TextEdit),
        ("staff.PersonGivenName", TextEdit),
        ("qualification.QualificationSubject", CodeEdit),
    ],
)
def test_each_field_has_its_editor_with_a_name(qtbot: QtBot, name: str, kind: type) -> None:
    item = COLLECTION.fields[name]
    editor = make_editor(item, COLLECTION)
    qtbot.addWidget(editor)
    assert type(editor) is kind
    assert editor.accessibleName() == item.label
    editor.set_value_text("something odd")
    assert editor.value_text() == "something odd"


def test_every_field_of_the_year_has_an_editor(qtbot: QtBot) -> None:
    for item in COLLECTION.fields.values():
        editor = make_editor(item, COLLECTION)
        qtbot.addWidget(editor)
        assert editor.accessibleName()


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("staff.PersonBirthDate", "1978-02-14", "14/02/1978"),
        ("contract.BasePay", "31868.00", "31868.00"),
        ("contract.BasePay", "31868.123", "31868.123"),
        ("staff.QTStatus", "true", "Yes"),
        ("staff.Ethnicity", "WBRI", "WBRI"),
        ("staff.PersonGivenName", "Jane; Anne", "Jane; Anne"),
        ("staff.PersonBirthDate", "who knows", "who knows"),
    ],
)
def test_a_value_stands_in_its_editor_as_people_write_it(name: str, text: str, shown: str) -> None:
    item = COLLECTION.fields[name]
    assert edit_text(item, canonical_value(item, text)) == shown
    assert edit_text(item, None) == ""


def test_the_amount_in_an_editor_is_the_amount_that_is_kept() -> None:
    item = COLLECTION.fields["contract.BasePay"]
    value = canonical_value(item, "1234567.80")
    assert Decimal(edit_text(item, value)) == value.typed


@pytest.mark.usefixtures("drop_down")
def test_typing_words_opens_the_list_and_enter_takes_the_first(qtbot: QtBot) -> None:
    editor = make_editor(ETHNICITY, COLLECTION)
    qtbot.addWidget(editor)
    assert isinstance(editor, CodeEdit)
    editor.show()
    qtbot.waitExposed(editor)
    editor.setFocus()
    qtbot.keyClicks(editor, "not obt")
    popup = editor.list_of_codes.popup()
    assert popup.isVisible()
    with qtbot.waitSignal(editor.done):
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value_text() == "NOBT"


@pytest.mark.usefixtures("drop_down")
@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("staff.QTSRoute", "PGCE", "ACEP"),
        ("staff.QTSRoute", "scitt", "ACEP"),
        ("staff.QTSRoute", "gtp", "GTPR"),
        ("staff.QTSRoute", "OTTP; pgce", "ACEP"),
        ("role.RoleIdentifier", "senco", "SENC"),
        ("vacancy.Subject", "maths", "MAT"),
        ("qualification.QualificationSubject", "english", "Q300"),
    ],
)
def test_everyday_words_find_a_code_where_the_item_repeats_too(qtbot: QtBot, name: str, typed: str, code: str) -> None:
    item = COLLECTION.fields[name]
    editor = make_editor(item, COLLECTION)
    qtbot.addWidget(editor)
    assert isinstance(editor, CodeEdit)
    editor.setText(typed)
    editor._typed(typed)
    offered = [line.partition(GAP)[0] for line in editor._list.stringList()]
    if item.repeats or ";" not in typed:
        assert code in offered[:12]


@pytest.mark.usefixtures("drop_down")
def test_the_list_of_every_coded_item_opens_with_a_click(qtbot: QtBot) -> None:
    for item in COLLECTION.fields.values():
        editor = make_editor(item, COLLECTION)
        qtbot.addWidget(editor)
        if not isinstance(editor, CodeEdit):
            continue
        editor.show()
        (action,) = editor.actions()
        assert action.text() == "Show the list (Down)"
        action.trigger()
        popup = editor.list_of_codes.popup()
        assert popup.model().rowCount() == min(len(editor.choices), 400), item.name
        popup.hide()
        editor.hide()


@pytest.mark.usefixtures("drop_down")
def test_down_opens_the_whole_list_at_the_code_that_stands_there(qtbot: QtBot) -> None:
    editor = make_editor(ETHNICITY, COLLECTION)
    qtbot.addWidget(editor)
    assert isinstance(editor, CodeEdit)
    editor.set_value_text("REFU")
    editor.show()
    qtbot.waitExposed(editor)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    popup = editor.list_of_codes.popup()
    assert popup.isVisible()
    assert popup.model().rowCount() == len(CODES)
    assert popup.currentIndex().data().startswith(f"REFU{GAP}")
    editor.list_of_codes.popup().hide()


def test_of_several_codes_only_the_last_is_looked_for(qtbot: QtBot) -> None:
    item = COLLECTION.fields["qualification.QualificationSubject"]
    editor = make_editor(item, COLLECTION)
    qtbot.addWidget(editor)
    assert isinstance(editor, CodeEdit)
    editor.setText("G100; ")
    code, description = next(choice for choice in editor.choices if choice[0] != "G100")
    editor._chosen(f"{code}{GAP}{description}")
    assert editor.value_text() == f"G100; {code}"


@pytest.mark.usefixtures("drop_down")
def test_a_day_is_taken_from_the_calendar(qtbot: QtBot) -> None:
    editor = DateEdit(start=date(2013, 11, 7))
    editor.setAccessibleName("Day")
    qtbot.addWidget(editor)
    editor.show()
    qtbot.waitExposed(editor)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = editor.findChild(QCalendarWidget)
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2013, 11, 7)
    with qtbot.waitSignal(editor.done):
        calendar.activated.emit(QDate(2013, 9, 1))
    assert editor.value_text() == "01/09/2013"


class _Model(QStringListModel):
    """A list of texts that all are of one field."""

    def __init__(self, item: Any, texts: list[str]) -> None:
        super().__init__(texts)
        self.item = item
        self.taken: list[str] = []

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.item if role == FIELD_ROLE else super().data(index, role)

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        self.taken.append(value)
        return super().setData(index, value, role)


def delegate_of(qtbot: QtBot, name: str, text: str) -> tuple[_Model, FieldDelegate, QTableView]:
    model = _Model(COLLECTION.fields[name], [text])
    view = QTableView()
    qtbot.addWidget(view)
    model.setParent(view)
    delegate = FieldDelegate(lambda: COLLECTION, view)
    view.setModel(model)
    view.setItemDelegate(delegate)
    return model, delegate, view


def test_the_delegate_gives_back_what_was_typed_and_nothing_else(qtbot: QtBot) -> None:
    model, delegate, view = delegate_of(qtbot, "staff.PersonBirthDate", "14/02/1978")
    index = model.index(0)
    editor = delegate.createEditor(view.viewport(), QStyleOptionViewItem(), index)
    assert isinstance(editor, DateEdit)
    delegate.setEditorData(editor, index)
    assert editor.selectedText() == "14/02/1978"
    delegate.setModelData(editor, model, index)
    assert model.taken == []
    editor.clear()
    qtbot.keyClicks(editor, "1/3/79")
    delegate.setEditorData(editor, index)
    assert editor.text() == "1/3/79", "an update while somebody types takes nothing away"
    delegate.setModelData(editor, model, index)
    assert model.taken == ["1/3/79"]


@pytest.mark.usefixtures("drop_down")
def test_a_code_chosen_from_the_list_is_committed_at_once(qtbot: QtBot) -> None:
    model, _, view = delegate_of(qtbot, "staff.Ethnicity", "")
    view.show()
    qtbot.waitExposed(view)
    view.setCurrentIndex(model.index(0))
    view.edit(model.index(0))
    editor = view.findChild(CodeEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "refu")
    qtbot.keyClick(editor.list_of_codes.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.taken == ["REFU"])


def test_yes_or_no_keeps_what_is_neither(qtbot: QtBot) -> None:
    editor = make_editor(COLLECTION.fields["staff.QTStatus"], COLLECTION)
    qtbot.addWidget(editor)
    assert isinstance(editor, ChoiceEdit)
    editor.set_value_text("maybe")
    assert editor.value_text() == "maybe"
    editor.set_value_text("No")
    assert editor.value_text() == "No"

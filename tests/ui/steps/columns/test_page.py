"""Step 3: what is proposed, what is changed, and by keyboard alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.recipe.target import parse_targets
from swf_desktop.collection import Collection, collection_years
from swf_desktop.facts import is_open
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import ENTER, SIZE_HINTS, after, keep_rules, nameless, odd_files, show
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.columns.fields import (
    OPEN,
    alias_words,
    certainty,
    field_choices,
    missing_fields,
    target_words,
    with_target,
)
from ui.steps.columns.page import JOINS, NEEDED, Page
from ui.widgets.chooser import Choice, ranked
from ui.worker.joins import FoundJoin
from ui.worker.views import ColumnView, SheetView

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
COLLECTION = Collection.load(2013)
HR = "HR list.csv"


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    show(qtbot, built, made)
    made.show_all()
    return made


@pytest.fixture
def odd(qtbot: QtBot, session: Session, sample: list[Path], tmp_path: Path) -> Page:
    """The page over files with two headings that nobody knows."""
    session.open(tmp_path / "odd.swfreturn")
    session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, session)
    made = Page(session)
    show(qtbot, session, made)
    made.show_all()
    return made


def column(page: Page, heading: str) -> ColumnView:
    found = next(one for one in page.sheet.table.rows if one.heading == heading)
    assert isinstance(found, ColumnView)
    return found


def go_to_column(page: Page, sheet: str, heading: str) -> None:
    assert page.list.go_to_key(sheet)
    assert page.sheet.columns.go_to_key(column(page, heading).index)


# Words


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("dob", "staff.PersonBirthDate"),
        ("surname", "staff.PersonFamilyName"),
        ("nino", "staff.NINumber"),
        ("start date", "contract.ContractStart"),
        ("trn", "staff.TeacherNumber"),
        ("hourly", "contract.HourlyRate"),
        ("post", "contract.Post"),
        ("Contract type", "contract.ContractType"),
    ],
)
def test_a_field_is_found_by_everyday_words(query: str, best: str) -> None:
    found = ranked(field_choices(COLLECTION, "contract", (), {}), query)
    assert best in [choice.key for choice in found[:3]]


def test_nothing_is_found_for_what_nobody_says() -> None:
    assert ranked(field_choices(COLLECTION, "contract", (), {}), "xylophone") == []


def test_proposals_stand_first_without_a_search() -> None:
    choices = [Choice("a", "Alpha"), Choice("b", "Beta", first=True)]
    assert [choice.key for choice in ranked(choices, "")] == ["b", "a"]


@given(st.sampled_from(field_choices(COLLECTION, "contract", (), {})))
def test_each_field_is_found_by_its_own_label(choice: Choice) -> None:
    found = ranked(field_choices(COLLECTION, "contract", (), {}), choice.title)
    assert choice.title in [one.title for one in found[:2]]


def test_every_heading_of_the_aliases_belongs_to_a_field() -> None:
    fields = {name for year in collection_years() for name in Collection.load(year).fields}
    assert set(alias_words()) <= fields


@pytest.mark.parametrize(
    ("onto", "name", "type_", "number", "target"),
    [
        ("", "contract.Post", "", 0, "contract.Post"),
        ("?", "contract.Post", "", 0, "contract.Post"),
        ("ignore", "contract.Post", "", 0, "contract.Post"),
        ("contract.Post", "contract.JobTitle", "", 0, "contract.Post + contract.JobTitle"),
        ("contract.Post", "contract.Post", "", 0, "contract.Post"),
        ("", "payment.PaymentAmount", "TLR", 0, "payment.PaymentAmount TLR"),
        ("", "absence.FirstDayOfAbsence", "", 2, "absence.FirstDayOfAbsence #2"),
    ],
)
def test_targets_are_made_as_a_recipe_has_them(onto: str, name: str, type_: str, number: int, target: str) -> None:
    made = with_target(onto, name, type_, number)
    assert made == target
    assert " + ".join(map(str, parse_targets(made))) == made


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("contract.ContractStart", "Contract start date"),
        ("role.RoleIdentifier #2", "Role, number 2"),
        ("contract.Post + contract.JobTitle", "Post and Job title"),
        ("payment.PaymentAmount TLR", "Amount of additional payment (TLR)"),
        ("ignore", "left out"),
        ("?", "not decided yet"),
    ],
)
def test_targets_in_words(target: str, words: str) -> None:
    assert target_words(target, COLLECTION) == words


@pytest.mark.parametrize(
    ("target", "confidence", "chosen", "words"),
    [
        ("contract.Post", 1.0, False, "●●● sure"),
        ("contract.Post", 0.9, False, "●●○ likely"),
        ("contract.Post", 0.5, False, "●○○ unsure"),
        ("contract.Post", 0.0, True, "✎ you chose"),
        ("ignore", 0.95, False, "– left out"),
        ("?", 0.7, False, "? to decide"),
    ],
)
def test_certainty_is_a_mark_and_a_word(target: str, confidence: float, chosen: bool, words: str) -> None:
    assert str(certainty(ColumnView(0, "A", "x", target, "", (), 1, confidence, "", chosen))) == words


def _sheet(*targets: str) -> SheetView:
    columns = tuple(ColumnView(at, "A", f"c{at}", one, "", (), 1, 1.0, "", False) for at, one in enumerate(targets))
    return SheetView("f.csv", None, "", True, "contract", "a contract", (0,), 5, 1, columns)


@pytest.mark.parametrize(
    ("targets", "counts", "missing"),
    [
        (("contract.Post",), {"staff.GenderCurrent": (5, 5)}, ["staff.GenderCurrent"]),
        (("staff.GenderCurrent",), {"staff.GenderCurrent": (2, 5)}, []),  # single people: for the findings
        (("staff.GenderCurrent",), {"staff.GenderCurrent": (4, 5)}, ["staff.GenderCurrent"]),  # another sheet's people
        (("staff.FullName",), {"staff.PersonFamilyName": (0, 5)}, []),  # worked out for everybody
        (("staff.FullName",), {"staff.PersonFamilyName": (1, 5)}, ["staff.PersonFamilyName"]),
        (("contract.Post",), {"contract.NotNeeded": (5, 5)}, []),
    ],
)
def test_what_is_needed_and_in_no_column(
    targets: tuple[str, ...], counts: dict[str, tuple[int, int]], missing: list[str]
) -> None:
    assert [one.field.name for one in missing_fields(COLLECTION, [_sheet(*targets)], counts, 5)] == missing


# The page


def test_the_sample_school_needs_nothing(page: Page) -> None:
    assert page.left() == 0
    assert page.needed.table.rowCount() == 0
    words = [place.words for place in page.list.visible]
    assert words[0] == "✓ Still needed: none"
    assert "✓ HR list.csv" in words


def test_every_control_has_a_name_and_every_model_keeps_the_rules(qtbot: QtBot, odd: Page) -> None:
    assert keep_rules(odd) >= 5
    for place in range(odd.places.rowCount()):
        odd.list.select_place(place)
        wait_until_ready(qtbot, odd.session)
        assert nameless(odd) == []
    odd.sheet.columns.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    odd.sheet.columns.sortByColumn(1, Qt.SortOrder.AscendingOrder)


def test_each_column_shows_its_samples_and_the_reason(page: Page) -> None:
    page.list.go_to_key(HR)
    model = page.sheet.table
    place = model.place_of(lambda one: one.heading == "Gender")
    cells = [model.index(place, at).data() for at in range(model.columnCount())]
    assert cells[:5] == ["I", "Gender", "F · Male · Female", "Gender", "●●● sure"]
    assert "label" in cells[5]
    ignored = column(page, "NI Cat")
    assert "contributions letter" in ignored.reason


def test_needed_fields_stand_first(odd: Page) -> None:
    assert odd.list.visible[0].key == NEEDED
    assert odd.list.visible[0].words == "▲ Still needed: 1"
    assert {one.field.name for one in odd.needed.table.rows} == {"staff.GenderCurrent"}


def test_open_columns_are_decided_by_keyboard_alone(qtbot: QtBot, odd: Page) -> None:
    assert odd.left() == 2
    odd.set_up_focus()
    panel = odd.sheet.panel
    for heading, search in (("Sexe", "gender"), ("Wie", "disab")):
        assert odd.sheet.columns.current().heading == heading
        qtbot.keyClick(odd.sheet.columns, ENTER)
        # Without a screen nothing has the focus: the keys go where Enter put it.
        qtbot.keyClicks(panel.chooser.search, search)
        qtbot.keyClick(panel.chooser.search, ENTER)
    wait_until_ready(qtbot, odd.session)
    qtbot.wait(50)
    wait_until_ready(qtbot, odd.session)
    assert odd.left() == 0
    assert odd.needed.table.rowCount() == 0
    assert [entry.label for entry in odd.session.journal.entries] == [
        "Column Sexe is Gender",
        "Column Wie is Disability",
    ]
    assert all(person.has("GenderCurrent") for person in odd.session.people)
    odd.session.changes.undo()
    wait_until_ready(qtbot, odd.session)
    assert odd.left() == 1


def test_a_decision_shows_before_it_is_built(odd: Page) -> None:
    go_to_column(odd, HR, "Sexe")
    odd.sheet.panel.chooser.search.setText("gender")
    odd.sheet.panel.use.click()
    assert column(odd, "Sexe").words == "Gender"
    assert str(certainty(column(odd, "Sexe"))) == "✎ you chose"


def test_a_needed_field_is_found_in_a_column(qtbot: QtBot, odd: Page) -> None:
    odd.list.go_to_key(NEEDED)
    odd.needed.fields.go_to_key("staff.GenderCurrent")
    odd.needed.chooser.search.setText("sexe")
    after(qtbot, odd.session, odd.needed.use.click)
    assert not odd.needed.table.rows


def test_one_column_for_two_fields_and_left_out_and_as_proposed(qtbot: QtBot, page: Page) -> None:
    go_to_column(page, HR, "Post")
    page.sheet.panel.chooser.search.setText("job title")
    assert page.sheet.panel.also.isEnabled()
    after(qtbot, page.session, page.sheet.panel.also.click)
    assert column(page, "Post").target == "contract.Post + contract.JobTitle"
    after(qtbot, page.session, page.sheet.panel.out.click)
    assert column(page, "Post").target == "ignore"
    after(qtbot, page.session, page.sheet.panel.again.click)
    assert column(page, "Post").target == "contract.Post"
    assert not column(page, "Post").chosen


def test_two_columns_for_one_field(qtbot: QtBot, page: Page) -> None:
    go_to_column(page, HR, "Known As")
    page.sheet.panel.chooser.search.setText("given name")
    after(qtbot, page.session, page.sheet.panel.use.click)
    assert column(page, "Known As").target == column(page, "Forename").target == "staff.PersonGivenName"


def test_a_payment_says_its_type_and_number(qtbot: QtBot, page: Page) -> None:
    go_to_column(page, HR, "Remarks")
    panel = page.sheet.panel
    assert panel.type.isHidden()
    panel.chooser.search.setText("amount of additional payment")
    assert not panel.type.isHidden()
    panel.type.set_value("SEN")
    panel.number.setValue(2)
    after(qtbot, page.session, panel.use.click)
    assert column(page, "Remarks").target == "payment.PaymentAmount SEN #2"


def test_what_one_row_is_can_be_changed(qtbot: QtBot, page: Page) -> None:
    page.list.go_to_key("absences.xlsx, sheet Absence")
    assert page.sheet.grain.value() == "absence"
    page.sheet.grain.set_value("person")
    after(qtbot, page.session, lambda: page.sheet.grain.picked.emit("person"))
    view = next(one for one in page.session.built.sheets if one.sheet == "Absence")  # type: ignore[union-attr]
    assert view.grain == "person"
    after(qtbot, page.session, page.session.changes.undo)
    assert page.sheet.grain.value() == "absence"


def test_a_sheet_can_be_left_out_and_taken_back(qtbot: QtBot, page: Page) -> None:
    page.list.go_to_key("school.xlsx, sheet Agency")
    before = len(page.session.people)
    after(qtbot, page.session, page.sheet.use.click)
    assert len(page.session.people) == before - 2
    assert "– Agency: not used" in [place.words for place in page.list.visible]
    assert not page.sheet.splitter.isEnabled()
    after(qtbot, page.session, page.sheet.use.click)
    assert len(page.session.people) == before


def test_a_sheet_of_labels_and_values(page: Page) -> None:
    page.list.go_to_key("school.xlsx, sheet Headcounts")
    assert {one.target for one in page.sheet.table.rows} >= {"message.LEA", "school.Estab"}
    assert not page.sheet.grain.isEnabled()


def test_how_the_sheets_are_joined(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.list.go_to_key(JOINS))
    joins = {one.place: one for one in page.joins.table.rows}
    assert joins[HR].person_by == ("Pers.No.", "DfE Number", "NINO", "Surname")
    assert joins[HR].contract_by == ("Assign No",)
    assert joins["absences.xlsx, sheet Absence"].used <= joins["absences.xlsx, sheet Absence"].rows
    page.joins.tabs.setCurrentIndex(1)
    assert not page.joins.picture.grab().isNull()


def test_sheets_are_joined_by_columns_of_choice(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.list.go_to_key(JOINS))
    joins = page.joins
    joins._choose(joins.child, ("absences.xlsx", "Absence", "Payroll No"))
    joins._choose(joins.parent_, (HR, None, "Pers.No."))
    joins.by.set_value("staff.NINumber")
    after(qtbot, page.session, joins.join.click)
    recipe = {(one.file, one.sheet): one.columns for one in page.session.decisions.recipe.sheets}
    assert recipe["absences.xlsx", "Absence"]["Payroll No"] == "staff.PersonRef + staff.NINumber"
    assert recipe[HR, None]["Pers.No."] == "staff.PersonRef + staff.NINumber"
    assert recipe[HR, None]["NINO"] == "ignore"
    after(qtbot, page.session, page.session.changes.undo)
    assert page.session.decisions.recipe.answers == {}


def test_two_columns_of_one_sheet_are_not_joined(page: Page, qtbot: QtBot) -> None:
    after(qtbot, page.session, lambda: page.list.go_to_key(JOINS))
    joins = page.joins
    joins._choose(joins.child, (HR, None, "NINO"))
    joins._choose(joins.parent_, (HR, None, "Pers.No."))
    with qtbot.waitSignal(page.session.told) as told:
        joins.join.click()
    assert "two different sheets" in told.args[0].text
    assert page.session.journal.done == 0


def test_a_join_that_the_values_suggest_is_offered(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.list.go_to_key(JOINS))
    found = FoundJoin(("absences.xlsx", "Absence", "Payroll No"), (HR, None, "NINO"), "likely", "So it is.", 3, 3)
    page.joins._show((page.joins.table.rows, [found]))
    assert "So it is." in page.joins.found.text()
    assert page.joins._end_of(page.joins.child) == found.child


def test_hidden_names_are_not_among_the_samples(qtbot: QtBot, page: Page) -> None:
    page.list.go_to_key(HR)
    after(qtbot, page.session, lambda: page.session.set_private(True))
    model = page.sheet.table
    shown = {one.heading: model.columns[2].text(one) for one in model.rows}
    assert shown["Surname"] == shown["Remarks"] == HIDDEN
    assert shown["Gender"] == "F · Male · Female"


def test_an_empty_page_says_what_is_needed(qtbot: QtBot, session: Session) -> None:
    page = Page(session)
    show(qtbot, session, page)
    assert "“School and year”" in page.message.text()
    assert page.left() == 0


def test_what_lacks_is_counted_for_open_contracts_only(built: Session) -> None:
    from ui.worker.lacking import count_lacking

    return_ = built.return_
    assert return_ is not None
    contracts = [contract for person in built.people for contract in person.of("contract")]
    opened = [contract for contract in contracts if is_open(contract, COLLECTION)]
    gone = next(contract for contract in contracts if not is_open(contract, COLLECTION))
    before = count_lacking(return_, COLLECTION)["contract.WeeksPerYear"]
    gone.values.pop("WeeksPerYear", None)
    assert count_lacking(return_, COLLECTION)["contract.WeeksPerYear"] == before
    with_weeks = next(
        one
        for one in opened
        if one.has("WeeksPerYear") and not any(role.has("WeeksPerYear") for role in one.of("role"))
    )
    del with_weeks.values["WeeksPerYear"]
    assert count_lacking(return_, COLLECTION)["contract.WeeksPerYear"] == (before[0] + 1, before[1])


def test_next_open_column_goes_round(odd: Page) -> None:
    odd.set_up_focus()
    assert odd.sheet.columns.current().target == OPEN
    seen = []
    for _ in range(3):
        seen.append(odd.sheet.columns.current().heading)
        odd._next()
    assert seen == ["Sexe", "Wie", "Sexe"]

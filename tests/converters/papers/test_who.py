"""Who is in and why: sheets, disagreements, who is on one list and not another, what is left out and comes back."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from converters.built import Built
from converters.members.defaults import fill_estab
from converters.message.file import write_message
from converters.message.header import header
from converters.papers.who import Who, who
from converters.papers.who_sheet import write_who_is_in
from converters.pipeline import build, read_all
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sample.forms import true_return, write_earlier_message
from converters.sample.school import write_sample
from converters.sample.truth import table
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label

COLLECTION = Collection.load(2013)
HEADINGS = ("Payroll No", "Surname", "Forename", "Date of Birth", "Gender", "Assign No", "Post", "Contract Type",
            "Start Date", "Leaving Date")  # fmt: skip


def book(path: Path, rows: list[tuple[object, ...]], headings: tuple[str, ...] = HEADINGS, title: str = "") -> Path:
    made = Workbook()
    sheet = made.worksheets[0]
    if title:
        sheet.append([title])
        sheet.append([])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def row(number: int, family: str, start: str, end: str = "", post: str = "Classroom Teacher") -> tuple[object, ...]:
    born = f"{number:02}/03/1970"
    return (f"{number:06}", family, "Jo", born, "Female", f"{number:06}-1", post, "Permanent", start, end)


FOUR = [row(1, "Ash", "01/09/2005"), row(2, "Birch", "01/09/2006"), row(3, "Cedar", "01/09/2007"),
        row(4, "Elm", "01/09/2008")]  # fmt: skip


def built_of(*paths: Path, recipe: Recipe | None = None) -> Built:
    return build(read_all(paths), Request(year=2013, lea="999", estab="2999", recipe=recipe or Recipe()))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(read_all([*write_sample(tmp_path_factory.mktemp("sample"))]), Request(year=2013))


def test_everybody_of_the_sample_is_in_and_comes_from_where_the_truth_says(sample: Built) -> None:
    view = who(sample)
    files = {
        row["PersonRef"]: {
            contract["file"] for contract in table("contracts") if contract["PersonRef"] == row["PersonRef"]
        }
        for row in table("staff")
    }
    assert len(view.people) == len(files)
    for entry in view.people:
        ref = entry.person.code("PersonRef") or ""
        assert entry.is_in
        assert any("Period 8" in place for place in entry.places) is ("payroll" in files[ref])
        assert any("HR list" in place for place in entry.places) is ("agency" not in files[ref])
        assert any("Agency" in place for place in entry.places) is ("agency" in files[ref])
    with_absence = {row["PersonRef"] for row in table("absences")}
    for entry in view.people:
        assert any("Absence" in place for place in entry.others) is (entry.person.code("PersonRef") in with_absence)


def test_who_is_on_one_list_and_not_on_the_other_with_the_likely_reason(sample: Built) -> None:
    absent = {(item.person.code("PersonRef"), item.place.rpartition(" ")[2]): item.why for item in who(sample).absent}
    agency = {ref for (ref, _), why in absent.items() if why.startswith("Supplied by an agency")}
    assert agency == {"AG01", "AG02"}
    leavers = {ref for (ref, place), why in absent.items() if why.startswith("Left on") and place == "8"}
    assert leavers == {
        row["PersonRef"] for row in table("contracts") if row["file"] == "HR" and row["PersonRef"] in leavers
    }
    assert leavers
    assert all(absent.values())


def test_a_starter_since_the_date_of_an_extract(tmp_path: Path) -> None:
    payroll = book(tmp_path / "payroll.xlsx", FOUR, title="Staff as at 30/09/2013")
    hr = book(tmp_path / "hr.xlsx", [*FOUR, row(5, "Fir", "14/10/2013"), row(6, "Gorse", "01/09/2001")])
    view = who(built_of(payroll, hr))
    assert [(person_label(item.person), item.why) for item in view.absent] == [
        ("FIR, Jo (000005)", "Started on 14/10/2013, after the date of that sheet (30/09/2013)."),
        ("GORSE, Jo (000006)", ""),
    ]


def test_files_that_disagree_are_told_once_with_both_places(tmp_path: Path) -> None:
    other = [(*FOUR[0][:4], "Male", *FOUR[0][5:]), *FOUR[1:]]
    built = built_of(book(tmp_path / "a.xlsx", FOUR), book(tmp_path / "b.xlsx", other))
    told = [(entry, item) for entry in who(built).people for item in entry.disagreements]
    ((entry, item),) = told
    assert (person_label(entry.person), item.record.kind, item.tag) == ("ASH, Jo (000001)", "staff", "GenderCurrent")
    assert [(value.sent, place.partition(",")[0]) for value, place in item.lost] in (
        [("1", "b.xlsx")],
        [("2", "a.xlsx")],
    )


LEFT = [
    (row(5, "Fir", "01/09/2001", "31/08/2011"), "contracts ended before the census window", "Ended on 31/08/2011"),
    (row(5, "Fir", "01/01/2014"), "contracts starting after census day", "Starts on 01/01/2014"),
]


@pytest.mark.parametrize(("more", "key", "reason"), LEFT)
def test_what_is_left_out_has_its_reason_and_comes_back(
    more: tuple[object, ...], key: str, reason: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [*FOUR, more])
    view = who(built_of(path, recipe=Recipe(answers={key: "leave out"})))
    (item,) = view.left_out
    assert person_label(item.person) == "FIR, Jo (000005)"
    assert item.reason.startswith(reason)
    assert item.back == f'answers: "{key}" = "keep"'
    (out,) = [entry for entry in view.people if not entry.is_in]
    assert out.person is item.person
    back = who(built_of(path, recipe=Recipe(answers={key: "keep"})))
    assert back.left_out == []
    assert all(entry.is_in for entry in back.people)


def test_casual_staff_and_those_left_out_by_name(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Job Title")
    rows = [(*one, "Class Teacher") for one in FOUR]
    rows.append((*row(5, "Fir", "01/09/2010", post="Teaching Assistant"), "Casual Relief Assistant"))
    path = book(tmp_path / "a.xlsx", rows, headings)
    recipe = Recipe(answers={"leave out: casual": "leave out"}, leave_out={"PersonRef:000002": "She moved abroad."})
    view = who(built_of(path, recipe=recipe))
    reasons = {person_label(item.person): item.reason for item in view.left_out}
    assert reasons["BIRCH, Jo (000002)"] == "She moved abroad."
    assert reasons["FIR, Jo (000005)"].startswith("One of casual, relief, supply or bank staff: they have no contract")
    assert len(reasons) == 2


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (("Number of employees: 5",), 5),
        (("Total staff", 4), 4),
        (("Total employees:", None, 4.0), 4),
        (("Grand Total", 12345.67), None),
        (("Total", 5), None),
    ],
)
def test_heads_against_the_control_total_of_payroll(last: tuple[object, ...], said: int | None, tmp_path: Path) -> None:
    built = built_of(book(tmp_path / "a.xlsx", [*FOUR, (), last]))
    assert [(total.said, total.found) for total in who(built).totals] == ([] if said is None else [(said, 4)])
    told = [item.text for item in built.missing if item.id.startswith("control total")]
    assert told == ([f"a.xlsx, sheet Sheet, row 7 says {said} people; 4 were found on the sheet."] if said == 5 else [])


def test_last_years_people_who_are_nowhere_and_what_was_filled(tmp_path: Path) -> None:
    files = write_sample(tmp_path)
    last = write_earlier_message(tmp_path / "last.xml")
    built = build(read_all(files[:1], last_year=last), Request(year=2013))
    path = write_who_is_in(who(built), tmp_path / "who.xlsx", COLLECTION)
    workbook = load_workbook(path)
    assert built.last_year is not None
    filled = list(workbook["From last year"].iter_rows(min_row=2, values_only=True))
    assert len(filled) == len(built.last_year.filled)
    assert all("last.xml, line " in str(row[4]) for row in filled)
    missing = [str(row[0]) for row in workbook["Who is missing"].iter_rows(min_row=2, values_only=True)]
    gone = {person_label(person) for person in built.last_year.gone}
    assert gone
    assert {text.partition(" was in last year")[0] for text in missing if "was in last year" in text} == gone


def test_the_workbook_of_the_sample(sample: Built, tmp_path: Path) -> None:
    one, two = (write_who_is_in(who(sample), tmp_path / name, COLLECTION) for name in ("one.xlsx", "two.xlsx"))
    assert one.read_bytes() == two.read_bytes()
    workbook = load_workbook(one)
    assert workbook.sheetnames[0] == "People"
    assert workbook["People"].max_row == 47
    assert "Left out" not in workbook.sheetnames


def test_a_return_made_before_has_its_people_too(tmp_path: Path) -> None:
    return_ = true_return(COLLECTION)
    fill_estab(return_, COLLECTION, "2999")
    header(
        return_, COLLECTION, lea="999", estab="2999", level="S", serial="001", now=datetime(2013, 11, 8), release="1"
    )
    path = write_message(return_, COLLECTION, tmp_path / "a.xml")
    view: Who = who(build(read_all([path]), Request(year=2013)))
    assert len(view.people) == 46
    assert all(entry.is_in and entry.others == ("a.xml",) for entry in view.people)


def test_a_school_is_not_told_of_another_schools_people(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Estab")
    rows = [(*one, "2999" if number < 2 else "2998") for number, one in enumerate(FOUR)]
    built = build(read_all([book(tmp_path / "a.xlsx", rows, headings)]), Request(year=2013, lea="999"))
    assert len(built.returns) == 2
    for one in built.returns:
        names = {person_label(entry.person) for entry in who(built, one).people}
        assert names == {person_label(person) for person in one.return_.staff}
    assert len(who(built).people) == 4


def test_values_are_shown_as_people_read_them(tmp_path: Path) -> None:
    files = write_sample(tmp_path)
    built = build(read_all(files[:1], last_year=write_earlier_message(tmp_path / "last.xml")), Request(year=2013))
    path = write_who_is_in(who(built), tmp_path / "who.xlsx", COLLECTION)
    shown = {
        (str(row[0])[-7:-1], row[2]): row[3]
        for row in load_workbook(path)["From last year"].iter_rows(min_row=2, values_only=True)
    }
    assert shown["010011", "Date of birth"] == "09/03/1964"
    assert shown["010011", "Gender"] == "2 (Female)"
    assert shown["010011", "Qualified teacher status"] == "Yes"
    assert str(shown["010011", "Ethnicity"]).startswith("BNGN (")

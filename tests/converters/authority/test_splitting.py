"""Shared files are split by school: every row goes to its school or is listed, under its own number."""

from dataclasses import replace
from pathlib import Path

import pytest

from converters.authority.folder import Authority
from converters.authority.school_list import School
from converters.authority.splitting import Parts, split_shared
from converters.request import CannotRun
from converters.sources.reader import read_source
from converters.sources.stored import table_bytes, table_from
from converters.sources.table import Table
from swf_desktop.collection import Collection

SCHOOLS = (School("999", "2001", "Hill Top School"), School("999", "2002", "St. Mary's C of E"))
OFFICE = School("999", "", "Office", kind="central")


def split(folder: Path, text: str, authority: Authority | None = None) -> Parts:
    path = folder / "pay.csv"
    path.write_text(text, encoding="utf-8")
    authority = authority or Authority(folder, schools=SCHOOLS)
    return split_shared(read_source(path), authority, Collection.newest())


def ids(parts: Parts, key: str) -> list[tuple[object, int]]:
    (table,) = parts.of_school[key]
    return [(table.columns[0][row], table.number_of(row)) for row in range(table.height)]


TITLED = (
    "Pay report,,,\nPayroll No,Surname,School,Pay\n1,Hale,Hill Top School,100\n2,Iqbal,ST MARYS C OF E,200\n"
    "3,Jones,Hill Top School,300\n4,Kaur,Hilltop Sch,400\n5,Lowe,,500\n6,Mills,Closed School,600\n"
)


def test_each_row_goes_to_its_school_or_is_listed(tmp_path: Path) -> None:
    parts = split(tmp_path, TITLED)
    assert ids(parts, "9992001") == [("Pay report", 1), ("Payroll No", 2), ("1", 3), ("3", 5)]
    assert ids(parts, "9992002") == [("Pay report", 1), ("Payroll No", 2), ("2", 4)]
    assert parts.rows == {"9992001": 2, "9992002": 1}
    assert {(one.text, one.rows) for one in parts.leftovers} == {
        ("Hilltop Sch", (6,)),
        ("", (7,)),
        ("Closed School", (8,)),
    }
    assert parts.sites == {"Hilltop Sch": "?", "Closed School": "?"}
    assert parts.columns == {("pay.csv", None): ("School",)}


def test_a_site_is_said_once(tmp_path: Path) -> None:
    authority = Authority(
        tmp_path, schools=SCHOOLS, sites={"hilltop sch": "9992001", "Closed School": "none", "other": "?"}
    )
    parts = split(tmp_path, TITLED, authority)
    assert ("4", 6) in ids(parts, "9992001")
    assert {(one.text, one.reason) for one in parts.leftovers} == {
        ("", "it names no school"),
        ("Closed School", "you said that it belongs to no return here"),
    }
    assert parts.sites == authority.sites


def test_a_row_that_goes_on_belongs_to_the_one_above(tmp_path: Path) -> None:
    parts = split(
        tmp_path,
        "School,Payroll No,Surname,Pay Element,Amount\n2001,1,Hale,Basic,100\n,,,TLR,20\n2002,2,Iqbal,Basic,200\n"
        ",,,TLR,30\n2001,3,Jones,Basic,100\n",
    )
    assert [number for _, number in ids(parts, "9992001")] == [1, 2, 3, 6]
    assert [number for _, number in ids(parts, "9992002")] == [1, 4, 5]
    assert parts.leftovers == []


def test_a_trusts_schools_of_one_number_need_the_authority_beside_it(tmp_path: Path) -> None:
    schools = (School("999", "2001", "Hill Top"), School("998", "2001", "Low Field"))
    text = "LA,Estab,Payroll No,Surname\n999,2001,1,Hale\n998,2001,2,Iqbal\n997,2001,3,Jones\n"
    parts = split(tmp_path, text.replace("997,2001,3,Jones\n", ""), Authority(tmp_path, schools=schools))
    assert parts.rows == {"9992001": 1, "9982001": 1}
    alone = split(
        tmp_path, "Estab,Payroll No,Surname\n2001,1,Hale\n2001,2,Iqbal\n", Authority(tmp_path, schools=schools)
    )
    assert alone.of_school == {}
    assert [one.rows for one in alone.leftovers] == [(2, 3)]


def test_a_sheet_without_a_school_goes_by_its_people(tmp_path: Path) -> None:
    (tmp_path / "absences.csv").write_text(
        "Payroll No,First Day,Last Day\n0001,01/02/2026,02/02/2026\n2,03/02/2026,04/02/2026\n9,05/02/2026,06/02/2026\n"
        "3,01/03/2026,01/03/2026\n",
        encoding="utf-8",
    )
    (tmp_path / "pay.csv").write_text(
        "Payroll No,Surname,School\n1,Hale,2001\n2,Iqbal,2002\n3,Jones,2001\n3,Jones,2002\n4,Kaur,2001\n5,Lowe,2002\n"
        "6,Mills,2002\n",
        encoding="utf-8",
    )
    authority = Authority(tmp_path, schools=SCHOOLS)
    tables = [*read_source(tmp_path / "absences.csv"), *read_source(tmp_path / "pay.csv")]
    parts = split_shared(tables, authority, Collection.newest())
    assert [(one.place, one.rows) for one in parts.leftovers] == [("absences.csv", (4,))]
    of = {key: [t for t in found if t.file == "absences.csv"] for key, found in parts.of_school.items()}
    assert [of["9992001"][0].number_of(row) for row in range(1, of["9992001"][0].height)] == [2, 5]
    assert [of["9992002"][0].number_of(row) for row in range(1, of["9992002"][0].height)] == [3, 5]


def test_other_schools_people_are_never_shown_to_all(tmp_path: Path) -> None:
    (tmp_path / "absences.csv").write_text(
        "Payroll No,First Day,Last Day\n91,01/02/2026,02/02/2026\n92,03/02/2026,04/02/2026\n", encoding="utf-8"
    )
    (tmp_path / "elements.csv").write_text("Element,Meaning\nB1,Basic Pay\nT1,TLR\n", encoding="utf-8")
    (tmp_path / "pay.csv").write_text("Payroll No,Surname,School\n1,Hale,2001\n2,Iqbal,2002\n", encoding="utf-8")
    tables = [t for name in ("absences", "elements", "pay") for t in read_source(tmp_path / f"{name}.csv")]
    parts = split_shared(tables, Authority(tmp_path, schools=SCHOOLS), Collection.newest())
    assert [(one.place, one.rows) for one in parts.leftovers if one.place != "elements.csv"] == [
        ("absences.csv", (2, 3))
    ]
    assert not any(table.file == "absences.csv" for found in parts.of_school.values() for table in found)


def test_nothing_says_the_school(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="school_column"):
        split(tmp_path, "Payroll No,Surname,Pay\n1,Hale,100\n2,Iqbal,200\n")


def test_a_column_of_cost_centres_is_chosen(tmp_path: Path) -> None:
    authority = Authority(tmp_path, schools=SCHOOLS, school_column="Cost Centre", sites={"C77": "9992001"})
    parts = split(tmp_path, "Payroll No,Surname,Cost Centre\n1,Hale,C77\n2,Iqbal,C78\n", authority)
    assert parts.rows == {"9992001": 1}
    assert [(one.text, one.rows) for one in parts.leftovers] == [("C78", (3,))]


def test_the_central_team_is_asked_about_and_never_dropped(tmp_path: Path) -> None:
    authority = Authority(tmp_path, schools=(*SCHOOLS, OFFICE))
    text = "Payroll No,Surname,Site\n1,Hale,2001\n2,Iqbal,2002\n3,Jones,Music Service\n"
    assert split(tmp_path, text, authority).sites == {"Music Service": "?"}
    said = replace(authority, sites={"Music Service": "999 central"})
    assert split(tmp_path, text, said).rows["999 central"] == 1


def test_a_part_of_a_table_is_kept_with_its_numbers(tmp_path: Path) -> None:
    (table,) = split(tmp_path, TITLED).of_school["9992001"]
    again = table_from(table_bytes(table))
    assert isinstance(again, Table)
    assert again == table
    assert again.numbers == [1, 2, 3, 5]

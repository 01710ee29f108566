"""The sample school in every form that data arrives in: each gives the same return, and the same bytes each time."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from converters.built import Built
from converters.loose_ends import loose_ends
from converters.pipeline import build, read_all
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sample.forms import FORMS, access_tables, write_access_export, write_sample_form
from converters.sources.reader import is_message
from swf_desktop.record import Record
from validation.finding import Severity

OTHERS = [form for form in FORMS if form != "payroll"]

Tree = tuple[object, ...]


def content(built: Built) -> Counter[Tree]:
    """Return what is sent of each person and of the school, whatever their order: a tree of kind, fields, children."""
    (one,) = built.returns
    fields = one.collection.fields

    def tree(record: Record) -> Tree:
        sent = ((tag, value.sent) for tag, value in record.values.items() if fields[f"{record.kind}.{tag}"].sent)
        below = (tree(child) for kind, all_ in (record.children or {}).items() for child in all_ if kind != "element")
        return (record.kind, tuple(sorted(sent)), tuple(sorted(below)))

    return Counter(tree(record) for kind in ("staff", "school") for record in one.return_.message.of(kind))


def built_from(*paths: Path) -> Built:
    return build(read_all(paths), Request(year=2013))


def sources(folder: Path, form: str) -> list[Path]:
    paths = write_sample_form(folder, form)
    return [paths[0].parent] if form in ("access", "payroll") else paths


@pytest.fixture(scope="module")
def payroll(tmp_path_factory: pytest.TempPathFactory) -> Counter[Tree]:
    return content(built_from(*sources(tmp_path_factory.mktemp("payroll"), "payroll")))


@pytest.mark.parametrize("form", OTHERS)
def test_every_form_gives_the_same_return_and_asks_nothing(form: str, payroll: Counter[Tree], tmp_path: Path) -> None:
    built = built_from(*sources(tmp_path, form))
    here = content(built)
    assert (here - payroll, payroll - here) == (Counter(), Counter())
    assert sum(here.values()) == 47  # 46 people and the school
    assert [question.text for question in built.questions] == []


def test_the_access_export_as_a_zip_is_the_same_too(payroll: Counter[Tree], tmp_path: Path) -> None:
    (path,) = write_access_export(tmp_path / "export.zip")
    assert content(built_from(path)) == payroll


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_each_time(form: str, tmp_path: Path) -> None:
    one, two = (write_sample_form(tmp_path / name, form) for name in ("one", "two"))
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_form_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="payroll, access, ods, xml"):
        write_sample_form(tmp_path, "paper")


def test_the_tables_of_the_export_are_related_by_keys() -> None:
    tables = dict(access_tables())
    staff = {row[0] for row in tables["tblStaff"][1:]}
    contracts = {row[0]: row[1] for row in tables["tblContract"][1:]}
    assert set(contracts.values()) == staff
    for name in ("tblRole", "tblPayElement"):
        assert {row[1] for row in tables[name][1:]} <= set(contracts)


def test_the_other_systems_flags_and_empty_wrappers_are_repairs(tmp_path: Path) -> None:
    (path,) = write_sample_form(tmp_path, "xml")
    assert is_message(path)
    text = path.read_text(encoding="utf-8")
    assert ">True<" in text
    assert "<Absences/>" in text
    built = built_from(path)
    repairs = [finding for finding in loose_ends(built) if finding.severity is Severity.REPAIR]
    empty = text.count("/>") + len(re.findall(r"<(\w+)>\s*</\1>", text))
    assert empty > 10
    assert len(repairs) == text.count(">True<") + text.count(">False<") + empty
    assert {finding.rule for finding in repairs} == {"form"}
    loaded = built.returns[0].loaded
    assert loaded is not None
    assert loaded.unknown == []


def without(folder: Path, tables: tuple[str, ...], column: str) -> Path:
    """Take a column out of tables of an export."""
    for name in tables:
        path = folder / f"{name}.csv"
        with path.open(encoding="cp1252", newline="") as stream:
            rows = list(csv.reader(stream))
        place = rows[0].index(column)
        with path.open("w", encoding="cp1252", newline="") as stream:
            csv.writer(stream).writerows([*row[:place], *row[place + 1 :]] for row in rows)
    return folder


def test_tables_keyed_by_contract_alone_find_their_people(payroll: Counter[Tree], tmp_path: Path) -> None:
    write_access_export(tmp_path / "db")
    folder = without(tmp_path / "db", ("tblRole", "tblPayElement"), "StaffID")
    # The same where the files are chosen one by one.
    assert content(built_from(*sorted(folder.iterdir()))) == payroll
    built = built_from(folder)
    assert content(built) == payroll
    told = [note for note in built.notes if "StaffID was looked up in db/tblContract.csv by ContractID" in note]
    assert sorted(note.partition(":")[0] for note in told) == ["db/tblPayElement.csv", "db/tblRole.csv"]


def test_a_relation_that_the_recipe_refuses_is_not_used(tmp_path: Path) -> None:
    write_access_export(tmp_path / "db")
    folder = without(tmp_path / "db", ("tblRole",), "StaffID")
    recipe = Recipe(answers={"relation: db/tblRole.csv": "none"})
    built = build(read_all([folder]), Request(year=2013, recipe=recipe))
    assert not any("was looked up" in note for note in built.notes)


def test_numbers_that_name_words_are_put_as_the_words(payroll: Counter[Tree], tmp_path: Path) -> None:
    folder = tmp_path / "db"
    write_access_export(folder)
    for table_, column, words in (("tblStaff", "EthnicOrigin", "tblEthnicity"), ("tblContract", "Post", "tblPost")):
        path = folder / f"{table_}.csv"
        with path.open(encoding="cp1252", newline="") as stream:
            rows = list(csv.reader(stream))
        place = rows[0].index(column)
        known = {word: number for number, word in enumerate(sorted({row[place] for row in rows[1:]} - {""}), 1)}
        rows = [[*row[:place], str(known.get(row[place], "")), *row[place + 1 :]] for row in rows]
        rows[0][place] = f"{words.removeprefix('tbl')}ID"
        for name, lines in (
            (table_, rows),
            (words, [["ID", "Description"], *([n, word] for word, n in known.items())]),
        ):
            with (folder / f"{name}.csv").open("w", encoding="cp1252", newline="") as stream:
                csv.writer(stream).writerows(lines)
    built = built_from(folder)
    assert content(built) == payroll
    assert built.questions == []
    told = [note for note in built.notes if "was put as Description of" in note]
    assert len(told) == 2

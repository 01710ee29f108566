"""A year that is not held: its skeleton, what is lacking in it, and packs that are given on."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest

from swf_desktop.collection import Collection, collection_years
from swf_desktop.new_year import TO_DO, census_day, check_skeleton, make_skeleton
from swf_desktop.packs import PackError, export, files_of, install, installed, sum_of, use_all
from swf_desktop.tables import add_root, remove_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_skeleton(tmp_path / "2027", 2027, 2026)
    return tmp_path / "2027"


def filled(folder: Path) -> None:
    """Fill in all that is lacking, as the guide says."""
    head = folder / "2027" / "collection.toml"
    text = head.read_text(encoding="utf-8").replace("written = false", "written = true")
    text = text.replace(f'"{TO_DO}: what the department changed from 2026."', '"Nothing changed."')
    head.write_text(text.replace(f"{TO_DO}: ", "Read: "), encoding="utf-8")
    for name, row in (
        ("pay.csv", ["2027-09-01", "STPCD 2027", "body", "TE", "EW", "M1", "point", "35092", "read"]),
        ("wages.csv", ["2027-04-01", "apprentice", "", "8.50", "made up", "made up"]),
    ):
        with (folder / name).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)


def test_the_skeleton_has_the_dates_of_the_rule(folder: Path) -> None:
    assert {one.stops for one in check_skeleton(folder, 2027)} == {False}
    add_root(folder)
    try:
        made = Collection.load(2027)
        assert made.reference_date == date(2027, 11, 4)
        assert made.deadline == date(2027, 12, 3)
        assert made.contracts_from == made.absences_from == date(2026, 9, 1)
        assert made.absences_until == date(2027, 8, 31)
        assert made.payments_from == date(2026, 11, 6)
        assert not made.written
        assert Collection.newest(date(2027, 11, 10)).year == 2026
    finally:
        remove_root(folder)


def test_what_is_lacking_is_listed_and_gone_once_it_is_filled_in(folder: Path) -> None:
    texts = [one.text for one in check_skeleton(folder, 2027)]
    assert len(texts) == 9
    for word in ("dates", "message", "codes", "rules", "pay:", "changes", "pay.csv", "wages.csv", "written"):
        assert any(word in text for text in texts), word
    filled(folder)
    assert check_skeleton(folder, 2027) == []


def test_making_it_again_touches_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert make_skeleton(folder, 2027, 2026) == []
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reference_date = 2027-11-04", "reference_date = 2028-11-04", "not in 2027"),
        ("reference_date = 2027-11-04", "reference_date = 2027-11-11", "first Thursday of November is the usual"),
        ("[switches]", "[switches", "cannot be read"),
        ("year = 2027\n", "", "cannot be read"),
        ("deadline = 2027-12-03", "", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, old: str, new: str, said: str) -> None:
    head = folder / "2027" / "collection.toml"
    text = head.read_text(encoding="utf-8")
    assert old in text
    head.write_text(text.replace(old, new, 1), encoding="utf-8")
    texts = [one.text for one in check_skeleton(folder, 2027)]
    if old == "year = 2027\n":
        # The folder's name says the year.
        assert all("cannot be read" not in text for text in texts)
    else:
        assert any(said in text for text in texts), texts


def test_a_year_from_one_that_is_not_held_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no collection for 1999"):
        make_skeleton(tmp_path, 2000, 1999)


def test_census_day_is_the_first_thursday() -> None:
    assert [census_day(year) for year in (2025, 2026, 2027)] == [
        date(2025, 11, 6),
        date(2026, 11, 5),
        date(2027, 11, 4),
    ]


@pytest.fixture
def pack(folder: Path, tmp_path: Path) -> Path:
    filled(folder)
    check_skeleton(folder, 2027)
    (folder / "my notes.txt").write_text("not for others", encoding="utf-8")
    return export(folder, tmp_path / "2027.swfyear")


def test_a_pack_is_given_on_in_one_file_and_counts_when_it_is_installed(
    pack: Path, folder: Path, tmp_path: Path
) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    there = install(pack, packs)
    assert installed(packs) == [there]
    assert sum_of(there) == sum_of(folder)
    assert not (there / "my notes.txt").exists()
    (found,) = use_all(packs)
    try:
        assert 2027 in collection_years()
        assert Collection.newest(date(2027, 11, 10)).year == 2027
    finally:
        remove_root(found)
    assert 2027 not in collection_years()


def test_the_same_tables_give_the_same_file_and_sum(pack: Path, folder: Path, tmp_path: Path) -> None:
    again = export(folder, tmp_path / "again.swfyear")
    assert again.read_bytes() == pack.read_bytes()
    before = sum_of(folder)
    with (folder / "pay.csv").open("a", encoding="utf-8") as file:
        file.write("2027-09-01,STPCD 2027,body,TE,EW,M2,point,37124,read\n")
    assert sum_of(folder) != before


def test_installing_again_takes_the_place_of_the_first(pack: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    there = install(pack, packs)
    (there / "codes.csv").unlink()
    assert len(files_of(install(pack, packs))) > len([path for path in files_of(there) if path.name != "codes.csv"])
    assert len(installed(packs)) == 1


@pytest.mark.parametrize("name", ["../../evil.csv", "program.py", "2027/evil.exe", "/etc/passwd", "a/b/codes.csv"])
def test_a_file_with_anything_else_in_it_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.swfyear"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("codes.csv", "a")
        archive.writestr(name, "b")
    with pytest.raises(PackError, match="no year pack"):
        install(path, tmp_path / "packs")
    assert not (tmp_path / "packs").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.swfyear"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(PackError, match="damaged"):
        install(path, tmp_path / "packs")
    with pytest.raises(PackError, match="no tables"):
        export(tmp_path / "empty", tmp_path / "x.swfyear")

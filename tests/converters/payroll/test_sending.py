"""What is sent of pay: base pay where the year's return has no place for a point."""

from dataclasses import replace
from pathlib import Path

import pytest

from converters.built import Built
from converters.payroll.sending import no_place_for_points
from converters.pipeline import build, read_all, write_return
from converters.recipe.recipe import Recipe
from converters.request import Request
from swf_desktop.collection import Collection, collection_years
from tests.converters.test_every_year import _at

HEADINGS = "Payroll No,Surname,Forename,Post,Pay Range,Pay Point,Base Pay,Hours,FTE Hours,Weeks\n"
LINE = "000001,Smith,Jane,{post},TE,M6,{pay},32.5,32.5,52\n"
ASKED = [{"send": "point"}, {"send": "both"}, {"recipe": Recipe(answers={"send: scale TE": "point"})}]


def built(folder: Path, year: int, pay: object, **asked: object) -> Built:
    path = folder / "staff.csv"
    path.write_text(HEADINGS + LINE.format(post="TCH" if year == 2013 else "TCM", pay=pay))
    return build(read_all([path]), replace(Request(year=year, lea="999", estab="2999"), **asked))


@pytest.mark.parametrize("year", collection_years())
def test_points_have_a_place_until_2014(year: int) -> None:
    sentence = no_place_for_points(Collection.load(year))
    assert (sentence == "") is (year <= 2014)
    assert year <= 2014 or f"The return of {year} has no place for spine points" in sentence


@pytest.mark.parametrize("asked", ASKED, ids=["point", "both", "of one scale"])
@pytest.mark.parametrize("year", [2025, 2026])
def test_base_pay_is_sent_in_their_place_and_said(tmp_path: Path, year: int, asked: dict[str, object]) -> None:
    m6 = Collection.load(year).pay_points["TE", "EW", "M6"].annual
    done = built(tmp_path, year, m6, **asked)
    (one,) = done.returns
    (contract,) = one.return_.staff[0].of("contract")
    assert contract.code("BasePay") == f"{m6:.2f}"
    assert sum("Points were to be sent; base pay is sent in their place." in note for note in done.notes) == 1
    path = tmp_path / "return.xml"
    write_return(one, path, serial="001", now=_at(one.collection.reference_date))
    text = path.read_text(encoding="utf-8")
    assert f"<BasePay>{m6:.2f}</BasePay>" in text
    assert "SpinePoint" not in text


def test_nothing_is_said_where_nobody_asked(tmp_path: Path) -> None:
    assert not [note for note in built(tmp_path, 2026, 46940).notes if "spine points" in note]


def test_in_2013_the_point_is_sent_as_asked(tmp_path: Path) -> None:
    done = built(tmp_path, 2013, 31868, send="point")
    (contract,) = done.returns[0].return_.staff[0].of("contract")
    assert contract.code("SpinePoint") == "M6"
    assert not contract.has("BasePay")

"""Base pay: the worked records, every point there and back, and the properties that hold for all figures."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.collection import Collection
from swf_desktop.pay.base_pay import AST_ENDED, LEADING_PRACTITIONER, base_pay, table_name
from swf_desktop.pay.figures import KINDS, PayFigures, pence
from swf_desktop.pay.points import scale_points
from swf_desktop.pay.reading import share_of_full_time

COLLECTION = Collection.load(2013)
D = Decimal
FULL = {"hours": D("32.5"), "fte_hours": D("32.5")}


def part(share: str, full_hours: str = "32.5") -> dict[str, Decimal]:
    return {"hours": D(share) * D(full_hours), "fte_hours": D(full_hours)}


def term_time(hours: str, paid: str = "44.5") -> dict[str, Any]:
    return {"hours": D(hours), "fte_hours": D(37), "weeks": D(39), "paid_weeks": D(paid), "scale": "NJ", "post": "TAS"}


def on(scale: str, region: str, point: str | None = None) -> dict[str, str | None]:
    return {"scale": scale, "region": region, "point": point}


# Section 6 of the pay specification: figures, then method, actual, full time, scale, region, point.
WORKED = {
    1: (dict(monthly=D("1593.40"), **part("0.6"), **on("TE", "EW", "M6")), "monthly pay 19120.80 31868.00 TE EW M6"),
    2: (dict(hourly=D("8.15"), **term_time("25")), "hourly rate 9066.88 15723.72 NJ - -"),
    3: (dict(monthly=D("2646.75"), **FULL, **on("TE", "LI", "M4")), "monthly pay 31761.00 31761.00 TE LI M4"),
    4: (dict(**FULL, **on("LD", "LF", "L18")), "spine point 58565.00 58565.00 LD LF L18"),
    5: (
        dict(monthly=D("3663.08"), **FULL, **on("AS", "EW", "AST7"), post="AST"),
        "monthly pay 43957.00 43957.00 AS EW AST7",
    ),
    6: (
        dict(monthly=D("1909.50"), **FULL, **on("UT", "LO", "UQT3"), qualified=False),
        "monthly pay 22914.00 22914.00 UT LO UQT3",
    ),
    7: (
        dict(monthly=D("2655.67"), safeguarded=D(1500), **FULL, **on("TE", "EW", "M6")),
        "monthly pay 33368.00 33368.00 TE EW M6",
    ),
    8: (dict(monthly=D("2983.50"), **FULL, **on("TU", "EW", "U2")), "monthly pay 35802.00 35802.00 TU EW U2"),
    9: (dict(monthly=D("1230.54"), **part("0.5"), **on("TE", "EW", "M5")), "monthly pay 14766.50 29533.00 TE EW M5"),
    9.2: (dict(hourly=D("8.00"), **term_time("12")), "hourly rate 4272.00 15434.33 NJ - -"),
    10: (dict(monthly=D("2272.50"), **FULL, **on("TE", "LI", "M1")), "monthly pay 27270.00 27270.00 TE LI M1"),
    11: (dict(monthly=D("2500"), **FULL, **on("TE", "EW")), "monthly pay 30000.00 30000.00 TE EW -"),
    12: (dict(daily=D("163.43"), daily_rate=True, **FULL, **on("TE", "EW", "M6")), "daily rate - - - - -"),
    13: (
        {"weekly": D("401.20"), "hours": D(37), "fte_hours": D(37), "weeks": D(52), "scale": "NJ"},
        "weekly pay 20919.77 20919.77 NJ - -",
    ),
    14: (
        dict(monthly=D("3750"), **FULL, **on("OT", "EW"), post="EXL", leading_practitioner=True),
        "monthly pay 45000.00 45000.00 OT EW -",
    ),
    15: (dict(monthly=D("2531.67"), **part("0.8"), **on("TU", "LO", "U1")), "monthly pay 30380.00 37975.00 TU LO U1"),
}


def summary(result) -> str:
    parts = (result.method, result.actual, result.full_time, result.scale, result.region, result.point)
    return " ".join("-" if part is None else str(part) for part in parts)


@pytest.mark.parametrize("number", WORKED)
def test_worked_records(number):
    figures, expected = WORKED[number]
    assert summary(base_pay(PayFigures(**figures), COLLECTION)) == expected


def worked(number):
    return base_pay(PayFigures(**WORKED[number][0]), COLLECTION)


def test_the_working_of_a_record_can_be_followed():
    steps = " ".join(worked(1).steps)
    for figure in ("19.5 of 32.5 hours = 0.6", "1,593.40 x 12 = 19,120.80", "31,868; x 0.6 = 19,120.80"):
        assert figure in steps
    assert "8.15 x 25 hours x 44.5 paid weeks = 9,066.88" in " ".join(worked(2).steps)
    drifted = " ".join(worked(15).steps)
    assert "30,380.04" in drifted
    assert "0.04 from it" in drifted
    assert worked(15).snapped
    assert "between M5 (29,533) and M6 (31,868)" in " ".join(worked(11).steps)


def test_doubts_of_the_worked_records():
    assert AST_ENDED in worked(5).doubts
    assert LEADING_PRACTITIONER in worked(14).doubts
    assert any("understate" in doubt for doubt in worked(7).doubts)
    assert worked(7).safeguarded_salary is True
    assert worked(1).doubts == ()
    assert worked(1).safeguarded_salary is None
    assert worked(6).doubts == ()
    unsure = base_pay(PayFigures(**{**WORKED[6][0], "qualified": True}), COLLECTION)
    assert any("QTStatus" in doubt for doubt in unsure.doubts)


def test_tables_are_named():
    assert {number: worked(number).table for number in (1, 4, 5, 6)} == {
        1: "Annex 5",
        4: "leadership spine, statutory",
        5: "historic AST spine",
        6: "unqualified teachers' range (points)",
    }
    assert worked(6).evidence == "computed within 1 pound"
    assert (worked(1).annex5, worked(11).annex5) == (True, None)
    outside = base_pay(PayFigures(**FULL, **on("TE", "EW", "M7")), COLLECTION)
    assert (outside.annex5, outside.method) == (False, "point only")
    assert {table_name(row) for row in COLLECTION.pay_points.values()} == {
        "Annex 5",
        "leadership spine, statutory",
        "historic AST spine",
        "unqualified teachers' range (points)",
    }


# --- every scale, region and point, there and back --------------------------------------------------------------------

SHARES = {"full time": part("1"), "0.6": part("0.6")}
PERIODS = {
    "base_pay": D(1),
    "actual": D(1),
    "annual": D(1),
    "monthly": D(12),
    "four_weekly": D("13.03575"),
    "fortnightly": D("26.0715"),
    "weekly": D("52.143"),
    "termly": D(3),
    "hourly": None,
    "daily": D(195),
}


@pytest.mark.parametrize("time", SHARES)
@pytest.mark.parametrize("place", sorted({key[:2] for key in COLLECTION.pay_points}))
def test_every_point_to_base_pay_and_back(place, time):
    for (scale, region, point), row in COLLECTION.pay_points.items():
        if (scale, region) != place:
            continue
        hours = SHARES[time]
        paid = base_pay(PayFigures(**hours, **on(scale, region, point)), COLLECTION)
        assert paid.method == "spine point"
        assert paid.actual == pence(row.annual * hours["hours"] / hours["fte_hours"])
        assert paid.full_time == row.annual
        back = base_pay(PayFigures(base_pay=paid.actual, **hours, **on(scale, region)), COLLECTION)
        assert (back.point, back.actual, back.full_time) == (point, paid.actual, paid.full_time)
        assert back.found_point
        for kind, multiplier in PERIODS.items():
            times = multiplier or hours["hours"] * D("52.143")
            amount = pence(paid.actual / times)
            figures = {kind: amount, "paid_weeks": D("52.143"), "day_divisor": D(195), **hours}
            found = base_pay(PayFigures(**figures, **on(scale, region)), COLLECTION)
            assert (found.point, found.actual) == (point, paid.actual), (kind, point)
            tolerance = max(D(1), D("0.005") * times)
            assert abs(amount * times - paid.actual) <= tolerance


@pytest.mark.parametrize("kind", [kind for kind in PERIODS if kind not in ("base_pay", "actual", "annual")])
def test_a_converted_figure_beyond_the_tolerance_does_not_snap(kind):
    times = PERIODS[kind] or D("32.5") * D("52.143")
    tolerance = max(D(1), D("0.005") * times)
    amount = (D(31868) + tolerance + D("0.02")) / times
    figures = PayFigures(**{kind: amount}, paid_weeks=D("52.143"), day_divisor=D(195), **FULL, **on("TE", "EW", "M6"))
    result = base_pay(figures, COLLECTION)
    assert not result.snapped
    assert result.actual > 31868 + tolerance
    assert any("more than M6" in doubt for doubt in result.doubts)


def test_snapping_stays_within_scale_and_region():
    # U3 and L1 in Outer London are both 40,838.
    on_upper = base_pay(PayFigures(monthly=D("3403.17"), **FULL, **on("TU", "LO")), COLLECTION)
    on_leadership = base_pay(PayFigures(monthly=D("3403.17"), **FULL, **on("LD", "LO")), COLLECTION)
    assert (on_upper.point, on_leadership.point) == ("U3", "L1")
    nowhere = base_pay(PayFigures(monthly=D("3403.17"), **FULL, scale="TU"), COLLECTION)
    assert (nowhere.point, nowhere.actual, nowhere.snapped) == (None, D("40838.04"), False)


def test_where_two_points_fit_it_is_asked():
    # An hour a fortnight: the points lie less than the tolerance apart.
    tiny = {"hours": D("0.02"), "fte_hours": D("32.5")}
    result = base_pay(PayFigures(monthly=D("1.57"), **tiny, **on("TE", "EW")), COLLECTION)
    assert [need.kind for need in result.needs] == ["which point"]
    assert not result.snapped
    assert result.actual == D("18.84")


def test_a_rounded_share_widens_the_comparison_and_changes_nothing():
    # 18.75 of 32.5 hours, of which the payroll only says 0.58.
    monthly = pence(D(31868) * D("18.75") / D("32.5") / 12)
    rounded = base_pay(PayFigures(monthly=monthly, share=D("0.58"), **on("TE", "EW")), COLLECTION)
    assert (rounded.point, rounded.actual, rounded.full_time) == ("M6", monthly * 12, D(31868))
    by_hours = base_pay(
        PayFigures(monthly=monthly, share=D("0.58"), hours=D("18.75"), fte_hours=D("32.5"), **on("TE", "EW")),
        COLLECTION,
    )
    assert by_hours.actual == pence(D(31868) * D("18.75") / D("32.5"))
    assert by_hours.snapped


def test_a_small_rounded_share_still_finds_its_point():
    # At 0.1 the points lie nearer to each other than the rounding of the share can tell; the figure itself tells.
    result = base_pay(PayFigures(monthly=D("265.57"), share=D("0.1"), **on("TE", "EW")), COLLECTION)
    assert (result.point, result.actual, result.needs) == ("M6", D("3186.80"), ())


# --- what a figure means ----------------------------------------------------------------------------------------------


def test_an_annual_figure_shows_what_it_is_by_the_point():
    full = base_pay(PayFigures(annual=D(31868), **part("0.6"), **on("TE", "EW", "M6")), COLLECTION)
    own = base_pay(PayFigures(annual=D("19120.80"), **part("0.6"), **on("TE", "EW", "M6")), COLLECTION)
    for result in (full, own):
        assert (result.actual, result.full_time, result.needs) == (D("19120.80"), D("31868.00"), ())
    assert (full.reading, own.reading) == ("full-time", "actual")
    neither = base_pay(PayFigures(annual=D(25000), **part("0.6"), **on("TE", "EW", "M6")), COLLECTION)
    assert (neither.actual, neither.method) == (None, "point only")
    assert [need.kind for need in neither.needs] == ["basis"]
    assert neither.misfit


def test_an_answer_settles_an_annual_figure():
    figures = {"annual": D(25000), **part("0.6"), "scale": "NJ", "weeks": D(52)}
    assert base_pay(PayFigures(**figures), COLLECTION).actual is None
    actual = base_pay(PayFigures(**figures, meanings=(("annual", "actual"),)), COLLECTION)
    full = base_pay(PayFigures(**figures, meanings=(("annual", "full-time"),)), COLLECTION)
    assert (actual.actual, actual.full_time) == (D("25000.00"), D("41666.67"))
    assert (full.actual, full.full_time) == (D("15000.00"), D("25000.00"))


@pytest.mark.parametrize(
    ("figures", "need"),
    [
        (dict(annual=D("2655.67"), **FULL, **on("TE", "EW", "M6")), "months"),
        (dict(annual=D("1593.40"), **part("0.6"), **on("TE", "EW", "M6")), "months"),
        (dict(base_pay=D("2655.67"), **FULL, **on("TE", "EW", "M6")), "months"),
        (dict(full_time=D("2655.67"), **part("0.6"), **on("TE", "EW", "M6")), "months"),
        (dict(annual=D("2100"), **FULL, **on("TE", "EW")), "months"),
        (dict(annual=D("755.57"), hourly=D("8.15"), **term_time("25")), "months"),
        (dict(monthly=D(31868), **FULL, **on("TE", "EW", "M6")), "year"),
        (dict(monthly=D("9066.88"), hourly=D("8.15"), **term_time("25")), "year"),
    ],
)
def test_months_in_a_yearly_column_and_the_reverse_are_asked_before_converting(figures, need):
    result = base_pay(PayFigures(**figures), COLLECTION)
    assert [one.kind for one in result.needs] == [need]
    about = result.needs[0].about
    assert result.kind != about
    settled = base_pay(PayFigures(**figures, meanings=((about, need),)), COLLECTION)
    assert not settled.needs
    assert settled.kind == about
    expected = figures[about] * 12 if need == "months" else figures[about]
    share = settled.share.value if about == "full_time" else 1
    assert abs(settled.actual - expected * share) <= 1


def test_size_alone_never_makes_a_figure_a_months():
    # A lunchtime supervisor of an hour a day: small, and a year's pay all the same.
    small = base_pay(PayFigures(actual=D("1480"), hours=D(5), fte_hours=D(37), weeks=D(39), scale="NJ"), COLLECTION)
    assert (small.actual, small.needs) == (D("1480.00"), ())


def test_base_pay_that_is_the_full_time_figure_is_asked_about():
    figures = dict(base_pay=D(31868), **part("0.6"), **on("TE", "EW", "M6"))
    result = base_pay(PayFigures(**figures), COLLECTION)
    assert (result.method, result.actual) == ("spine point", D("19120.80"))
    assert result.needs[0].kind == "basis"
    assert result.needs[0].choices[0] == "full-time"
    kept = base_pay(PayFigures(**figures, meanings=(("base_pay", "full-time"),)), COLLECTION)
    assert (kept.method, kept.actual) == ("base pay as given", D("19120.80"))


def test_a_held_figure_is_not_used():
    result = base_pay(PayFigures(annual=D(20000), scale="NJ", weeks=D(52), meanings=(("annual", "held"),)), COLLECTION)
    assert (result.method, result.actual) == ("none", None)


# --- order of preference ----------------------------------------------------------------------------------------------


def test_order_of_preference():
    given_figures = {
        "base_pay": D(19100),
        "monthly": D("1593.40"),
        "hourly": D("18.85"),
        "full_time": D(31868),
        **part("0.6"),
        **on("TE", "EW", "M6"),
    }
    methods = []
    for kind in ("base_pay", "monthly", "full_time", "hourly"):
        methods.append(base_pay(PayFigures(**given_figures), COLLECTION).method)
        del given_figures[kind]
    methods.append(base_pay(PayFigures(**given_figures), COLLECTION).method)
    del given_figures["hours"]
    methods.append(base_pay(PayFigures(**given_figures), COLLECTION).method)
    methods.append(base_pay(PayFigures(), COLLECTION).method)
    assert methods == [
        "base pay as given",
        "monthly pay",
        "full-time salary",
        "hourly rate",
        "spine point",
        "point only",
        "none",
    ]


def test_what_is_missing_is_said():
    assert base_pay(PayFigures(), COLLECTION).missing == ("a salary figure, or scale, region and spine point",)
    without_region = base_pay(PayFigures(**FULL, scale="TE", point="M6"), COLLECTION)
    assert without_region.missing == ("the pay region",)
    assert without_region.actual is None
    without_weeks = base_pay(
        PayFigures(hourly=D("8.15"), hours=D(25), fte_hours=D(37), weeks=D(39), scale="NJ"), COLLECTION
    )
    assert [(need.kind, need.about) for need in without_weeks.needs] == [("paid weeks", "39")]
    without_hours = base_pay(PayFigures(hourly=D("8.15"), paid_weeks=D("44.5"), scale="NJ"), COLLECTION)
    assert [need.kind for need in without_hours.needs] == ["hours"]


def test_given_base_pay_is_never_snapped():
    result = base_pay(PayFigures(base_pay=D("31868.04"), **FULL, **on("TE", "EW", "M6")), COLLECTION)
    assert (result.actual, result.snapped, result.doubts) == (D("31868.04"), False, ())


def test_a_contract_off_its_point_says_by_how_much():
    result = base_pay(PayFigures(monthly=D("2461.08"), **FULL, **on("TE", "EW", "M6")), COLLECTION)
    assert result.actual == D("29532.96")
    assert any("2,335.04 less than M6" in doubt for doubt in result.doubts)


@pytest.mark.parametrize(
    ("figures", "actual"),
    [
        ({"base_pay": D(33368)}, D("33368.00")),  # base pay holds the safeguarded sum
        ({"base_pay": D(31868)}, D("33368.00")),  # this one shows by the point that it does not
        ({"monthly": D("2780.67")}, D("33368.00")),  # a month of 33,368.04
        ({"monthly": D("2655.67")}, D("33368.00")),
        ({}, D("33368.00")),
    ],
)
def test_safeguarded_sums_count_once(figures, actual):
    result = base_pay(PayFigures(**figures, safeguarded=D(1500), **FULL, **on("TE", "EW", "M6")), COLLECTION)
    assert (result.actual, result.safeguarded_salary) == (actual, True)


def test_a_safeguarded_part_timer():
    result = base_pay(PayFigures(safeguarded=D(900), **part("0.6"), **on("TE", "EW", "M6")), COLLECTION)
    assert (result.actual, result.full_time) == (D("20020.80"), D("33368.00"))


def test_stated_divisors():
    weekly = {"weekly": D("401.20"), "hours": D(37), "fte_hours": D(37), "weeks": D(52), "scale": "NJ"}
    assert base_pay(PayFigures(**weekly, weekly_periods=D(52)), COLLECTION).actual == D("20862.40")
    lunar = {"four_weekly": D("1466.83"), "hours": D(37), "fte_hours": D(37), "weeks": D(52), "scale": "NJ"}
    assert base_pay(PayFigures(**lunar), COLLECTION).actual == D("19121.23")
    assert base_pay(PayFigures(**lunar, four_week_periods=D(13)), COLLECTION).actual == D("19068.79")
    daily = base_pay(PayFigures(daily=D("163.43"), **FULL, **on("TE", "EW", "M6")), COLLECTION)
    assert daily.needs[0].choices == ("195", "260", "365")
    assert base_pay(
        PayFigures(daily=D("163.43"), day_divisor=D(195), **FULL, **on("TE", "EW", "M6")), COLLECTION
    ).snapped


def test_by_hand_stands_above_everything():
    figures = dict(monthly=D("2655.67"), **part("0.5"), **on("TE", "EW", "M6"))
    result = base_pay(PayFigures(**figures, by_hand=D(16000), by_hand_reason="agreed with the head"), COLLECTION)
    assert (result.method, result.actual, result.full_time) == ("by hand", D("16000.00"), D("32000.00"))
    assert "agreed with the head" in " ".join(result.steps)


# --- share of full time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "share"),
    [
        (dict(**part("0.6"), scale="TE"), D("0.6")),
        (dict(**part("0.6"), scale="TE", paid_weeks=D(39), weeks=D(39)), D("0.6")),  # weeks are nothing for teachers
        (dict(**term_time("25")), D(25) * D("44.5") / (37 * D("52.143"))),
        ({"hours": D(25), "fte_hours": D(37), "weeks": D(52), "scale": "NJ"}, D(25) / 37),
        ({"hours": D(25), "fte_hours": D(37), "paid_weeks": D("52.14"), "scale": "NJ"}, D(25) / 37),
        ({"hours": D(25), "fte_hours": D(37), "weeks": D(39), "scale": "NJ"}, None),  # never 39 / 52
        ({"hours": D(25), "fte_hours": D(37), "scale": "NJ"}, None),
        ({"share": D("0.6"), "scale": "TE"}, D("0.6")),
        ({"share": D("0.6"), "scale": "NJ"}, None),
        ({"share": D("0.6"), "scale": "NJ", "weeks": D(52)}, D("0.6")),
        ({"share": D("0.6"), "scale": "NJ", "meanings": (("share", "hours and weeks"),)}, D("0.6")),
        (
            {"share": D("0.6"), "scale": "NJ", "paid_weeks": D("44.5"), "meanings": (("share", "hours"),)},
            D("0.6") * D("44.5") / D("52.143"),
        ),
        ({"share": D("0.6"), "scale": "TE", "meanings": (("share", "held"),)}, None),
        ({"hours": D("32.5"), "scale": "TE"}, None),
        ({"hours": D(0), "fte_hours": D("32.5"), "scale": "TE"}, None),
    ],
)
def test_share_of_full_time(figures, share):
    found = share_of_full_time(PayFigures(**figures))
    assert (None if found is None else round(found.value, 10)) == (None if share is None else round(share, 10))


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("0.6757", "hours"),
        ("0.5766", "hours and weeks"),
        ("57.66", "a percentage of hours and weeks"),
        ("67.57", "a percentage of hours"),
        ("21.34", "averaged hours"),
        ("1", "heads"),
    ],
)
def test_what_a_stated_share_counts_is_tested_against_the_hours(stated, words):
    result = base_pay(PayFigures(hourly=D("8.15"), share=D(stated), **term_time("25")), COLLECTION)
    assert result.actual == D("9066.88")
    told = [step for step in result.steps if step.startswith("The stated")]
    assert told == ([] if words == "hours" else [f"The stated {stated} counts {words}; the hours are used."])
    assert not result.doubts


def test_a_share_that_fits_nothing_is_doubted():
    result = base_pay(PayFigures(hourly=D("8.15"), share=D("0.9"), **term_time("25")), COLLECTION)
    assert any("fits neither" in doubt for doubt in result.doubts)


# --- properties -------------------------------------------------------------------------------------------------------

amounts = st.decimals(min_value=1, max_value=99999, places=2)
hours_of = st.decimals(min_value="0.25", max_value="32.5", places=2)
places = st.sampled_from(sorted({key[:2] for key in COLLECTION.pay_points}))


@given(st.sampled_from(sorted(COLLECTION.pay_points)), hours_of)
def test_pence_are_exact(key, hours):
    scale, region, point = key
    annual = COLLECTION.pay_points[key].annual
    result = base_pay(PayFigures(hours=hours, fte_hours=D("32.5"), **on(scale, region, point)), COLLECTION)
    from fractions import Fraction

    exact = Fraction(annual) * Fraction(hours) / Fraction(D("32.5"))
    assert Fraction(result.actual) == Fraction((exact * 200 + 1) // 2, 100)
    assert result.actual == result.actual.quantize(D("0.01"), ROUND_HALF_UP)


@given(places, hours_of)
def test_monotone_in_the_point(place, hours):
    paid = [
        base_pay(PayFigures(hours=hours, fte_hours=D("32.5"), **on(*place, point)), COLLECTION)
        for point in scale_points(place[0], COLLECTION)
    ]
    actual, full_time = [one.actual for one in paid], [one.full_time for one in paid]
    assert actual == sorted(actual)
    assert full_time == sorted(set(full_time))


@given(st.sampled_from([kind for kind in KINDS if kind != "daily"]), amounts)
def test_share_one_gives_the_full_time_figure(kind, amount):
    figures = PayFigures(**{kind: amount}, hours=D(37), fte_hours=D(37), weeks=D(52), scale="NJ")
    result = base_pay(figures, COLLECTION)
    assert result.actual == result.full_time


@given(st.sampled_from(["monthly", "weekly", "hourly", "actual", "full_time"]), amounts, hours_of)
def test_two_contracts_of_half_the_hours_are_two_halves(kind, amount, hours):
    whole = base_pay(
        PayFigures(full_time=amount, hours=hours, fte_hours=D("32.5"), weeks=D(52), scale="NJ"), COLLECTION
    )
    half = base_pay(
        PayFigures(full_time=amount, hours=hours / 2, fte_hours=D("32.5"), weeks=D(52), scale="NJ"), COLLECTION
    )
    assert abs(half.actual * 2 - whole.actual) <= D("0.01")
    assert half.full_time == whole.full_time


@given(st.dictionaries(st.sampled_from(sorted(KINDS)), amounts, max_size=4), st.one_of(st.none(), hours_of))
def test_any_figures_give_an_answer_with_its_reason(found, hours):
    figures = PayFigures(**found, hours=hours, fte_hours=D("32.5"), **on("TE", "EW"))
    result = base_pay(figures, COLLECTION)
    assert result == base_pay(figures, COLLECTION)
    if result.actual is None:
        assert result.missing or result.needs or result.method == "point only"
    else:
        assert result.actual > 0
        assert result.steps

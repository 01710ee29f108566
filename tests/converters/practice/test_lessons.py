"""Lessons: each can be walked, each step counts as done only when it was, and what is wrong with one is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.pipeline import read_all
from converters.practice.handout import handout, practised
from converters.practice.lesson import LessonError, built_in, find_lesson, parse_lesson
from converters.practice.lesson_state import look, progress
from converters.practice.lesson_walk import WORKSPACE_NAME, start, walk
from converters.practice.presenter import presenter_page
from converters.workspace import is_practice, keep_sources
from swf_desktop.collection import collection_years
from swf_desktop.words import step_titles
from swf_desktop.workspace.workspace import Workspace
from ui.cli.main import app

YEARS = sorted({2013, collection_years()[-1]})
WALKS = [
    (name, year) for name, lesson in built_in().items() for year in YEARS if not lesson.years or year in lesson.years
]

SMALL = """
title = "One step"
story = "A story."
school = { staff = 12 }
[[step]]
goal = "Open it."
hint = "Open the file."
check = { people = 12 }
answer = { load = ["all"] }
"""


def test_there_are_eight_lessons_at_least() -> None:
    assert len(built_in()) >= 8
    assert next(iter(built_in())) == "first-return"


@pytest.mark.parametrize(("name", "year"), WALKS)
def test_each_lesson_is_walked(name: str, year: int) -> None:
    walk(built_in()[name], year)


def test_a_step_that_is_done_before_it_was_done_is_refused() -> None:
    text = SMALL + '[[step]]\ngoal = "b"\nhint = "b"\ncheck = { people = 12 }\nanswer = { write = true }\n'
    with pytest.raises(LessonError, match="Step 2 is done before"):
        walk(parse_lesson(text, "x.toml"), 2013)


def test_an_answer_that_does_not_do_it_is_refused() -> None:
    with pytest.raises(LessonError, match="Step 1: after its answer"):
        walk(parse_lesson(SMALL.replace("people = 12", "people = 13"), "x.toml"), 2013)
    with pytest.raises(LessonError, match="nothing to mend"):
        walk(parse_lesson(SMALL.replace('load = ["all"]', 'load = ["all"], mend = ["4430"]'), "x.toml"), 2013)
    with pytest.raises(LessonError, match="no answer"):
        walk(parse_lesson(SMALL.replace('answer = { load = ["all"] }', ""), "x.toml"), 2013)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title =", "titel =", "'titel', which says nothing"),
        ('story = "A story."', 'story = ""', "lacks 'story'"),
        ("people = 12", 'people = "twelve"', "people is no number"),
        ("people = 12", "peple = 10", "check has 'peple'"),
        ("{ people = 12 }", "{ }", "lacks 'check'"),
        ('load = ["all"]', 'lode = ["all"]', "answer has 'lode'"),
        ("staff = 12", "staff = true", "staff is no number"),
        ("[[step]]", "[[step", "not in the form of a lesson"),
        ("hint =", 'where = "kitchen"\nhint =', "there is no step 'kitchen' in the window"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_told(before: str, after: str, said: str) -> None:
    assert before in SMALL
    with pytest.raises(LessonError, match=r"x\.toml") as told:
        parse_lesson(SMALL.replace(before, after, 1), "x.toml")
    assert said in told.value.found


def test_progress_is_kept_and_a_lesson_begins_anew(tmp_path: Path) -> None:
    lesson = find_lesson("1")
    start(lesson, tmp_path, 2013)
    with Workspace.open(tmp_path / WORKSPACE_NAME) as workspace:
        assert is_practice(workspace)
        assert look(workspace, lesson, 2013) == set()
        keep_sources(workspace, read_all(list(tmp_path.glob("*.xlsx"))))
        assert look(workspace, lesson, 2013) == {1}
        for file, _ in workspace.raw_tables():
            workspace.remove_raw(file)
        # What was once done stays done.
        assert look(workspace, lesson, 2013) == {1}
        assert progress(workspace, find_lesson("2")) == set()
    start(lesson, tmp_path, 2013)
    with Workspace.open(tmp_path / WORKSPACE_NAME) as workspace:
        assert progress(workspace, lesson) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [("check", "check"), (step_titles()["check"], "check"), ("7 Check and fix", "check"), ("9 Finish", "finish")],
)
def test_a_step_is_known_by_name_title_or_the_number_of_the_first_version(text: str, name: str) -> None:
    lesson = parse_lesson(SMALL.replace("hint =", f'where = "{text}"\nhint ='), "x.toml")
    assert (lesson.steps[0].where, lesson.steps[0].place) == (name, step_titles()[name])


def test_texts_name_the_steps_of_the_window_by_their_titles() -> None:
    for lesson in built_in().values():
        for step in lesson.steps:
            assert step.place
            assert "{" not in step.goal + step.hint + step.look
    assert step_titles()["sources"] in find_lesson("1").steps[0].hint


@pytest.mark.parametrize(("name", "year"), WALKS)
def test_the_presenter_is_told_every_step_and_every_answer(name: str, year: int) -> None:
    lesson = built_in()[name]
    page = presenter_page(lesson, year)
    assert page.count("<b>Do:</b>") >= len(lesson.steps)
    assert page.count("<h2>") == len(lesson.steps) + 2


def test_the_presenter_is_told_who_is_meant_and_what_becomes_of_it() -> None:
    page = presenter_page(find_lesson("mending-errors"), 2013)
    assert re.search(r"Do:</b> [A-Z' -]+, \w+ \(\d+\): .+ becomes \d\d/\d\d/\d{4}\.", page)
    assert "Leadership" in page


def test_the_presenter_is_told_values_as_people_say_them() -> None:
    page = presenter_page(find_lesson("base-pay"), 2013)
    assert "becomes £30,380.00." in page
    assert "Qualified teacher status becomes No." in page
    assert "Choose the authority's return." in presenter_page(find_lesson("central-staff"), 2013).replace("&#39;", "'")


def test_the_papers_of_each_lesson_say_its_steps() -> None:
    for lesson in built_in().values():
        for page in (handout(lesson), handout(lesson, answers=True), practised(lesson, {1}, date(2013, 11, 8))):
            assert "PRACTICE" in page
            assert page.count("<tr>") > len(lesson.steps)
    assert "08/11/2013" in practised(find_lesson("1"), {1}, date(2013, 11, 8))


def test_the_commands(tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["lessons", *words])
        return result.exit_code, result.output

    assert "mending-errors" in run("list")[1]
    folder = str(tmp_path / "one")
    assert run("start", "first-return", "-o", folder)[0] == 0
    code, said = run("look", "1", "-o", folder)
    assert code == 1
    assert "open  1." in said
    own = tmp_path / "own.toml"
    own.write_text(SMALL, encoding="utf-8")
    assert "It can be used" in run("prove", str(own), "--collection", "2013")[1]
    assert run("prove", "nothing")[0] == 2
    assert run("handout", str(own), "-o", str(tmp_path / "h.html"), "--answers")[0] == 0
    assert (tmp_path / "h.html").read_text(encoding="utf-8").count("One step") >= 1
    assert run("look", "1", "-o", str(tmp_path / "nowhere"))[0] == 2
    assert run("present", str(own), "-o", str(tmp_path / "new" / "p.html"), "--collection", "2013")[0] == 0
    assert "Add PRACTICE_" in (tmp_path / "new" / "p.html").read_text(encoding="utf-8")


def test_a_handout_as_pdf_needs_no_screen(tmp_path: Path) -> None:
    out = tmp_path / "handout.pdf"
    environment = {name: text for name, text in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    words = [sys.executable, "-m", "swf_desktop", "lessons", "handout", "1", "-o", str(out)]
    subprocess.run(words, env=environment, check=True, capture_output=True)
    assert out.read_bytes().startswith(b"%PDF")

"""Papers of a lesson: the handout to print for each trainee, and the page at the end that lists what was practised."""

from __future__ import annotations

from collections.abc import Collection as Container
from datetime import date

from converters.practice.lesson import Lesson
from swf_desktop.practice import SENTENCE
from validation.reports.page import render


def handout(lesson: Lesson, *, answers: bool = False) -> str:
    """Return the handout as HTML for A4 in black and white. answers: with what to look at, for the trainer."""
    return render("lesson_handout.html", lesson=lesson, answers=answers, sentence=SENTENCE, practised=None, day=None)


def practised(lesson: Lesson, done: Container[int], day: date | None) -> str:
    """Return the page that lists what was practised, as HTML; steps not done are listed as such. day: of the lesson."""
    return render("lesson_handout.html", lesson=lesson, answers=False, sentence=SENTENCE, practised=done, day=day)

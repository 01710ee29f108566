"""The worker process: results and failures come back, stopping ends what runs, a death is told, traces hold no data."""

import os
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.worker.process import Report, State, failure_of, trace_of
from ui.worker.views import Failure
from ui.worker.worker import Worker

HERE = "tests.ui.worker.test_worker"


def double(_state: State, report: Report, number: int) -> int:
    report("progress", ("Doubling", 0.5))
    report("half", number)
    return 2 * number


def fail(_state: State, _report: Report, secret: str) -> None:
    raise ValueError(secret)


def sleep(_state: State, _report: Report) -> None:
    time.sleep(60)


def die(_state: State, _report: Report) -> None:
    os._exit(3)


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()
    made.deleteLater()


def test_a_job_reports_on_the_way_and_at_the_end(qtbot: QtBot, worker: Worker) -> None:
    events: list[tuple[str, object]] = []
    results: list[int] = []
    worker.submit(
        f"{HERE}:double", 21, title="Doubling", on_event=lambda *event: events.append(event), on_done=results.append
    )
    assert worker.busy
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)
    assert results == [42]
    assert events == [("half", 21)]
    assert not worker.busy


def test_a_mistake_in_a_job_is_told_without_its_data(qtbot: QtBot, worker: Worker) -> None:
    failures: list[Failure] = []
    worker.submit(f"{HERE}:fail", "SMITH AB123456C", on_failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures), timeout=20_000)
    assert failures[0].kind == "program"
    assert "SMITH" not in repr(failures[0])
    assert "ValueError" in failures[0].details
    results: list[int] = []
    worker.submit(f"{HERE}:double", 1, on_done=results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)


def test_stopping_ends_all_jobs_and_the_next_one_runs(qtbot: QtBot, worker: Worker) -> None:
    failures: list[Failure] = []
    results: list[int] = []
    worker.submit(f"{HERE}:sleep", on_failed=failures.append)
    worker.submit(f"{HERE}:double", 1, on_failed=failures.append, on_done=results.append)
    qtbot.wait(50)
    start = time.monotonic()
    worker.cancel()
    assert time.monotonic() - start < 5
    assert [failure.kind for failure in failures] == ["cancelled", "cancelled"]
    assert not worker.busy
    worker.submit(f"{HERE}:double", 4, on_done=results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)
    assert results == [8]


def test_a_process_that_dies_is_told_and_replaced(qtbot: QtBot, worker: Worker) -> None:
    failures: list[Failure] = []
    worker.submit(f"{HERE}:die", on_failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures), timeout=20_000)
    assert failures[0].kind == "program"
    assert "safe" in failures[0].remedy
    results: list[int] = []
    worker.submit(f"{HERE}:double", 4, on_done=results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)


def test_the_disk_s_errors_are_put_into_words() -> None:
    failure = failure_of(OSError(28, "No space left on device", "summary.html"))
    assert (failure.kind, failure.found) == ("source", "No space left on device.")
    assert failure.file == "summary.html"


def test_a_trace_has_places_and_no_data() -> None:
    try:
        raise KeyError("AB123456C")
    except KeyError as error:
        trace = trace_of(error)
    assert "test_worker.py" in trace
    assert "AB123456C" not in trace

"""What the log holds."""

import logging

import pytest
from huey.exceptions import TaskLockedException

from webapp.logging import init_logging


@pytest.mark.parametrize(
    ("problem", "lines"), [(TaskLockedException("unable to acquire lock"), 0), (ValueError("something else"), 1)]
)
def test_a_job_that_is_still_at_work_is_no_news(
    problem: Exception, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    init_logging()
    logging.getLogger("huey").warning("Task %s not run, %s.", 1, problem)
    assert len(caplog.records) == lines

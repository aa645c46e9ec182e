"""Log lines as JSON on stderr: what happened, never who."""

import logging
import sys

import structlog
from huey.exceptions import TaskLockedException


def init_logging() -> None:
    """One line of JSON per event; libraries from warnings on."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("huey").addFilter(_is_news)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _is_news(record: logging.LogRecord) -> bool:
    """That a job of every minute still does what it began a minute ago is none."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    return not any(isinstance(argument, TaskLockedException) for argument in arguments)

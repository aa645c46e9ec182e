"""
What is done beside serving pages: the weekly run, reminders, mails. In a queue of its own, worked off by ``worker``.

Tasks get numbers of rows only. The queue is an SQLite file beside the database; in tests tasks are done at once.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, has_app_context
from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from webapp.settings import Settings, current_settings

Task = TypeVar("Task", bound=Callable[..., Any])
WORKERS = 4
"""Threads: mails and reminders need not wait for a run, a search and a planner's scenario."""
PATIENCE_SECONDS = 30
"""So long the worker waits, when it is told to end, for what is at work; what takes longer is lost."""

# In memory until an application says where the queue's file is.
huey = SqliteHuey("lokal-willkommen", immediate=True, results=False)
_made: dict[str, Flask] = {}


def init_jobs(app: Flask, settings: Settings) -> None:
    """Connect the queue with its file; in tests there is none, and tasks are done at once."""
    if app.testing:
        # Even when an application before this one, in the same process, had a file.
        huey.immediate = True
        return
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    huey.storage_kwargs["filename"] = str(settings.queue_file.resolve())
    huey._immediate = False
    huey.storage = huey.create_storage()
    _made["app"] = app


def _application() -> Flask:
    """The application of this process, made from the environment when there is none yet."""
    if "app" not in _made:
        from webapp.app import create_app

        _made["app"] = create_app()
    return _made["app"]


def _in_application(task: Task) -> Task:
    @wraps(task)
    def done(*args: Any) -> Any:
        if has_app_context():
            return task(*args)
        with _application().app_context():
            return task(*args)

    return cast(Task, done)


@huey.task()
@_in_application
def work_off(run_id: int) -> None:
    """Make the plan of a run."""
    from webapp.services import runs

    runs.work_off(run_id)


@huey.task()
@_in_application
def find_who_is_missing(run_id: int) -> None:
    """Search for whom the city lacks."""
    from webapp.services import missing

    missing.find_who_is_missing(run_id)


@huey.periodic_task(crontab())
@huey.lock_task("scenarios")
@_in_application
def compute_scenarios() -> None:
    """Compute the scenarios of planners that wait, one at a time: however many there are, they take one thread."""
    from webapp.services import planning_runs

    planning_runs.work_off_waiting()


@huey.task()
@_in_application
def check_chain(check_id: int) -> None:
    """Check every seal of the log."""
    from webapp.services import chain

    chain.carry_out(check_id)


@huey.periodic_task(crontab(hour="2", minute="40"))
@huey.lock_task("chain")
@_in_application
def check_chain_at_night() -> None:
    """The same, every night."""
    from webapp.services import chain

    chain.carry_out(chain.ask_for_check(None).id)


@huey.periodic_task(crontab(minute="*/5"))
@huey.lock_task("weekly")
@_in_application
def weekly() -> None:
    """Start the weekly run when its hour has come."""
    from webapp.services import runs
    from webapp.services.lifecycle import RunRefused

    settings = current_settings()
    if not runs.is_due(settings.run_weekday, settings.run_hour):
        return
    try:
        run = runs.start_run(None)
    except RunRefused as error:
        structlog.get_logger().warning("weekly", refused=error.code)
        return
    work_off(run.id)


@huey.periodic_task(crontab())
@_in_application
def mark_orphans() -> None:
    """Mark runs whose worker died."""
    from webapp.services import planning_runs, runs

    runs.mark_orphans()
    planning_runs.mark_orphans()


@huey.periodic_task(crontab(minute="7"))
@huey.lock_task("reminders")
@_in_application
def expire_and_remind() -> None:
    """Let requests expire that nobody answered, and remind before."""
    from webapp.services import decisions

    decisions.expire_and_remind()


@huey.periodic_task(crontab())
@huey.lock_task("mails")
@_in_application
def send_mails() -> None:
    """Send the mails that wait."""
    from webapp.services import outbox

    outbox.send_mails(current_settings())


class _Consumer(Consumer):
    """Asks runs to be content with the best so far when it is told to end, by Ctrl-C or politely by the system."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signal_actions[self._interrupt_sig] = (False, True)

    def stop(self, graceful: bool = False) -> None:
        """End once the tasks at work are done."""
        from webapp.services.watching import ask_all_to_stop

        ask_all_to_stop()
        super().stop(graceful=graceful)


def work(app: Flask | None = None) -> None:
    """Work off the queue until Ctrl-C; runs at work then keep the best so far."""
    if app is not None:
        _made["app"] = app
    with _application().app_context():
        from webapp.services import planning_runs, runs, watching

        watching.let_all_go_on()
        runs.mark_orphans()
        planning_runs.mark_orphans()
    # Locks of a worker that was killed would never be given back.
    _Consumer(huey, workers=WORKERS, max_delay=1.0, flush_locks=True, shutdown_timeout=PATIENCE_SECONDS).run()

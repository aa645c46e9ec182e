"""Settings of the application, from the environment (``LW_...``); the defaults serve a demonstration on one machine."""

import secrets
from pathlib import Path
from typing import Any, Literal, cast

from flask import Flask, current_app
from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.errors import InvalidInput, Problem


class Settings(BaseSettings):
    """
    What an operator decides.

    Attributes
    ----------
    database_url
        SQLAlchemy URL; SQLite in ``data_folder`` when empty.
    data_folder
        Where database and job queue are kept.
    secret_key, password_salt
        Random ones unless given: then nobody stays signed in over a restart.
    https
        Whether cookies are only sent over TLS; off only on a machine of one's own.
    second_factor
        Whether staff must have a second factor.
    four_eyes
        Whether a second person must confirm a match.
    mail_server
        Host and port for outgoing mail; empty: mails stay in the outbox.
    run_weekday, run_hour
        When the weekly run starts by itself, 0 = Monday; None (``LW_RUN_WEEKDAY=never``) for never.
    keep_mail_days, keep_unconfirmed_days, keep_left_months, keep_household_months, keep_case_months
        Since when ``retention`` deletes: mails that were sent, accounts nobody confirmed, volunteers who left,
        households without anything open, frozen data of runs.
    proxies
        How many proxies of the operator's stand in front.
    geodata_file
        The store of imported boundaries, addresses and postcodes; ``geodata.sqlite`` in ``data_folder`` when empty.
    travel_file
        Table of travel minutes between areas, which comes before a routing server; empty for none.
    routing_engine, routing_url, routing_timeout_seconds
        A running Valhalla or OSRM server of the operator's own, one URL or ``car=URL bike=URL``; empty for none. A
        server that takes longer is given up, and the rest is estimated.
    nominatim_url
        Geocoding server of the operator's own, asked for addresses the store does not know; empty for none.

    Raises
    ------
    InvalidInput
        When a value is none that the setting may have; the values themselves, which may be secrets, are not repeated.
    """

    model_config = SettingsConfigDict(env_prefix="LW_", extra="ignore", env_parse_none_str="never")

    database_url: str = ""
    data_folder: Path = Path("lokal-willkommen-data")
    secret_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_urlsafe(32)))
    password_salt: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_urlsafe(32)))
    https: bool = True
    second_factor: bool = False
    four_eyes: bool = False
    locale: Literal["de", "en_GB"] = "de"
    city: str = "Dortmund"
    mail_server: str = ""
    mail_sender: str = "lokal-willkommen@localhost"
    base_url: str = "http://127.0.0.1:8000"
    run_weekday: int | None = Field(default=0, ge=0, le=6)
    run_hour: int = Field(default=5, ge=0, le=23)
    ask_days: int = Field(default=5, ge=1)
    remind_days: int = Field(default=3, ge=1)
    trial_weeks: int = Field(default=3, ge=1)
    keep_mail_days: int = Field(default=30, ge=1)
    keep_unconfirmed_days: int = Field(default=30, ge=1)
    keep_left_months: int = Field(default=12, ge=1)
    keep_household_months: int = Field(default=24, ge=1)
    keep_case_months: int = Field(default=12, ge=1)
    proxies: int = Field(default=0, ge=0)
    rate_limit: str = "10 per minute"
    geodata_file: str = ""
    travel_file: str = ""
    routing_engine: Literal["", "valhalla", "osrm"] = ""
    routing_url: str = ""
    routing_timeout_seconds: float = Field(default=10, gt=0, le=600)
    nominatim_url: str = ""

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InvalidInput([_problem(details) for details in error.errors()]) from None

    @property
    def url(self) -> str:
        """The database's URL; of PostgreSQL with the driver that is installed."""
        kind, separator, place = self.database_url.partition("://")
        if kind in ("postgresql", "postgres"):
            return f"postgresql+psycopg{separator}{place}"
        return self.database_url or f"sqlite:///{(self.data_folder / 'lokal-willkommen.sqlite').resolve()}"

    @property
    def store_file(self) -> Path:
        """Where imported geography is, or would be."""
        return Path(self.geodata_file) if self.geodata_file else self.data_folder / "geodata.sqlite"

    @property
    def queue_file(self) -> Path:
        """The job queue's own SQLite file."""
        return self.data_folder / "jobs.sqlite"


def _problem(details: ErrorDetails) -> Problem:
    field = "_".join(str(part) for part in details["loc"]).upper()
    return Problem(
        record=f"LW_{field}", field="", found="another value", expected=details["msg"].removeprefix("Input should be ")
    )


def current_application() -> Flask:
    """The application at work itself, for threads and streams that go on without its context."""
    found: Flask = cast(Any, current_app)._get_current_object()
    return found


def current_settings() -> Settings:
    """What the operator decided for the application at work."""
    found: Settings = current_app.extensions["lw-settings"]
    return found

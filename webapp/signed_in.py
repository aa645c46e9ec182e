"""What holds while somebody is signed in: for how long, and with a second factor where the city asks for one."""

import time
from datetime import timedelta
from typing import Any

from flask import Flask, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import (
    current_user,
    logout_user,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    url_for_security,
    user_authenticated,
)
from flask_security.utils import do_flash

from webapp.database import db
from webapp.models import User
from webapp.models.accounts import VOLUNTEER
from webapp.services.log import write_log
from webapp.services.settings import setting

SINCE = "lw_since"
_KEPT_AT_SIGNING_IN = ("locale", "_", "fs_", "tf_", "identity.")
_OPEN_WITHOUT_SECOND_FACTOR = ("static", "bootstrap.static", "home.choose_language", "home.healthz")
_LOGGED = (
    (password_changed, "account.password"),
    (password_reset, "account.password"),
    (tf_profile_changed, "account.second_factor_on"),
    (tf_disabled, "account.second_factor_off"),
)


def init_signed_in(app: Flask, at_most: timedelta) -> None:
    """
    Watch over people who are signed in.

    Parameters
    ----------
    at_most
        After this time they sign in again, whatever they did meanwhile.
    """
    app.config["REMEMBER_COOKIE_DURATION"] = at_most
    app.extensions["lw-second-factor"] = lambda user: _needs_second_factor(app, user)
    user_authenticated.connect(_start_afresh, app)
    app.before_request(lambda: _end_old_session(at_most))
    app.before_request(_ask_for_second_factor)
    for signal, action in _LOGGED:
        # Held strongly: nobody else keeps these functions.
        signal.connect(_logging(action), app, weak=False)


def _needs_second_factor(app: Flask, user: User) -> bool:
    asked: bool = app.extensions["lw-settings"].second_factor
    return bool(user.role_names - {VOLUNTEER}) and bool(setting("second_factor", asked))


def _start_afresh(app: Flask, user: User, **_extra: Any) -> None:
    """What a browser brought along from before signing in is forgotten."""
    for key in [key for key in session if not key.startswith(_KEPT_AT_SIGNING_IN)]:
        del session[key]
    # Real time: the application's clock may be set.
    session[SINCE] = time.time()


def _end_old_session(at_most: timedelta) -> Any:
    # Whoever is asked for loads her from the database: not for every picture.
    if request.endpoint in ("static", "bootstrap.static") or not current_user.is_authenticated:
        return None
    if time.time() - session.get(SINCE, 0) <= at_most.total_seconds():
        return None
    logout_user()
    do_flash(_("Sie waren lange angemeldet. Bitte melden Sie sich noch einmal an."), "info")
    return redirect(url_for_security("login"))


def _ask_for_second_factor() -> Any:
    endpoint = request.endpoint or ""
    if endpoint.startswith("security.") or endpoint in _OPEN_WITHOUT_SECOND_FACTOR:
        return None
    if not current_user.is_authenticated or current_user.tf_primary_method:
        return None
    return redirect(url_for("security.two_factor_setup")) if current_user.check_tf_required_setup() else None


def _logging(action: str) -> Any:
    def log(_app: Flask, user: User, **_extra: Any) -> None:
        # In the transaction of the page, which commits by itself.
        write_log(db.session, user_id=user.id, action=action, subject=f"user:{user.id}")

    return log

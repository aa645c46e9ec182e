"""Signing in, registering, second factor: Flask-Security with our tables, our mails and our words."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, after_this_request, has_request_context, request
from flask_security import (
    FSQLALiteUserDatastore,
    LoginForm,
    MailUtil,
    Security,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    uia_email_mapper,
)
from flask_security.recoverable import generate_reset_password_token
from wtforms import StringField

from webapp.clock import now
from webapp.database import begin_writing, db, is_writing
from webapp.links import public_url
from webapp.models import Mail, Role, User
from webapp.protection import limiter
from webapp.settings import Settings, current_settings
from webapp.signed_in import init_signed_in

datastore = FSQLALiteUserDatastore(db, User, Role)
SIGNED_IN_AT_MOST = timedelta(hours=12)
_WRITING_PAGES = ("forgot_password", "reset_password", "change_password", "send_confirmation", "confirm_email")
_SECOND_FACTOR_PAGES = ("two_factor_setup_validate", "two_factor_setup", "two_factor_rescue", "mf_recovery_codes")


class OurLoginForm(LoginForm):
    """Nobody stays signed in on a shared computer."""

    remember = None


class OurSetupForm(TwoFactorSetupForm):
    """Its page has buttons; the library's choices are of a kind that WTForms gives up."""

    setup = StringField()


class _Wish(StringField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[Any] = []


class OurRescueForm(TwoFactorRescueForm):
    """The same; the library adds choices that our page does not show."""

    help_setup = _Wish()


class OutboxMail(MailUtil):
    """Mails go into the outbox; the worker sends them."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """
        Keep the mail as plain text, together with whatever the page changed.

        Links lead to the operator's address, whatever host the request named.
        """
        text = (body or "").strip() + "\n"
        if has_request_context():
            base = current_settings().base_url
            text = text.replace(request.host_url, base.rstrip("/") + "/")
        to = recipient if isinstance(recipient, str) else recipient[1]
        db.session.add(Mail(recipient=to, subject=str(subject), body=text, created_at=now()))
        if has_request_context() and request.blueprint == "security":
            after_this_request(_commit)
        elif not is_writing():
            db.session.commit()


def init_signing_in(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security."""
    chosen = dict(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_EMAIL_HTML=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_CONFIRMABLE=True,
        SECURITY_DATETIME_FACTORY=now,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_TRACKABLE=False,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_REQUIRED=False,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": settings.secret_key.get_secret_value()},
        SECURITY_TOTP_ISSUER="Lokal willkommen",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_SEND_REGISTER_EMAIL=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_key_for("recovery codes", settings)],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_RESCUE_MAIL=settings.mail_sender,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(days=3),
        SECURITY_I18N_DIRNAME=["builtin", str(Path(__file__).parent / "translations")],
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CONFIRM_VIEW="/",
        SECURITY_LOGIN_URL="/anmelden",
        SECURITY_LOGOUT_URL="/abmelden",
        SECURITY_RESET_URL="/passwort-vergessen",
        SECURITY_CHANGE_URL="/passwort",
        SECURITY_CONFIRM_URL="/bestaetigen",
        SECURITY_VERIFY_URL="/pruefen",
        SECURITY_TWO_FACTOR_SETUP_URL="/zweiter-faktor",
        SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL="/zweiter-faktor-pruefen",
        SECURITY_TWO_FACTOR_RESCUE_URL="/zweiter-faktor-hilfe",
        SECURITY_TWO_FACTOR_SELECT_URL="/zweiter-faktor-wahl",
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/passwort",
        SECURITY_POST_CHANGE_VIEW="/passwort",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL="/ersatzcodes",
        SECURITY_MULTI_FACTOR_RECOVERY_URL="/ersatzcode",
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"email": {"mapper": uia_email_mapper, "case_insensitive": True}}],
    )
    for key, value in chosen.items():
        app.config.setdefault(key, value)
    app.before_request(_write_from_the_start)
    security = Security(
        app, datastore, mail_util_cls=OutboxMail, login_form=OurLoginForm, two_factor_setup_form=OurSetupForm,
        two_factor_rescue_form=OurRescueForm,
    )  # fmt: skip
    # Files are the same for everybody: whoever asks need not be loaded.
    security.principal.skip_static = True
    init_signed_in(app, SIGNED_IN_AT_MOST)
    for guessable in ("login", "forgot_password", "verify", "two_factor_token_validation", "mf_recovery"):
        name = f"security.{guessable}"
        view: Any = app.view_functions.get(name)
        if view is not None:
            app.view_functions[name] = limiter.limit(settings.rate_limit, methods=["POST"])(view)


def password_link(user: User) -> str:
    """Address of the page on which this person sets a password; for three days, once."""
    return public_url("security.reset_password", token=generate_reset_password_token(user))


def _write_from_the_start() -> None:
    """Pages of Flask-Security read first and write later, which SQLite refuses when somebody wrote in between."""
    pages = (*_WRITING_PAGES, *_SECOND_FACTOR_PAGES)
    mail_link = request.endpoint == "security.confirm_email"
    if mail_link or (request.method == "POST" and request.endpoint in {f"security.{page}" for page in pages}):
        begin_writing()


def _commit(response: Response) -> Response:
    db.session.commit()
    return response


def _key_for(use: str, settings: Settings) -> bytes:
    """A key of its own for each use, made from the secret key."""
    secret = settings.secret_key.get_secret_value()
    return urlsafe_b64encode(hashlib.sha256(f"{use}:{secret}".encode()).digest())

"""Signing in, registering, second factor: Flask-Security with our tables, our mails and our words."""

from typing import Any

from flask import Flask
from flask_security import FSQLALiteUserDatastore, MailUtil, Security, uia_email_mapper

from webapp.clock import now
from webapp.database import db, transaction
from webapp.models import Mail, Role, User
from webapp.protection import limiter
from webapp.settings import Settings

datastore = FSQLALiteUserDatastore(db, User, Role)


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
        """Keep the mail as plain text."""
        with transaction() as session:
            session.add(
                Mail(
                    recipient=recipient if isinstance(recipient, str) else recipient[1],
                    subject=str(subject),
                    body=body or "",
                    created_at=now(),
                )
            )


def init_signing_in(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security."""
    chosen = dict(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_EMAIL_SUBJECT_CONFIRM="Bitte bestätigen Sie Ihre Adresse",
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_CONFIRMABLE=True,
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
        SECURITY_I18N_DIRNAME=["builtin", "translations"],
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
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL="/ersatzcodes",
        SECURITY_MULTI_FACTOR_RECOVERY_URL="/ersatzcode",
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"email": {"mapper": uia_email_mapper, "case_insensitive": True}}],
    )
    for key, value in chosen.items():
        app.config.setdefault(key, value)
    Security(app, datastore, mail_util_cls=OutboxMail)
    for guessable in ("login", "forgot_password", "two_factor_token_validation", "mf_recovery"):
        name = f"security.{guessable}"
        view: Any = app.view_functions.get(name)
        if view is not None:
            app.view_functions[name] = limiter.limit(settings.rate_limit, methods=["POST"])(view)

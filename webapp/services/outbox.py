"""Sends the mails that wait in the outbox."""

import smtplib
from email.message import EmailMessage

import structlog
from sqlalchemy import select

from webapp import clock
from webapp.database import db, transaction
from webapp.models import Mail
from webapp.settings import Settings

MOST_FAILURES = 10
"""After as many a mail is not tried again."""
_AT_ONCE = 100
_TIMEOUT_SECONDS = 30
_SMTP_PORT = 25


def send_mails(settings: Settings) -> int:
    """
    Send what waits; returns how many mails went out.

    Nothing is sent while no mail server is set. A mail that fails stays, and its failures are counted.
    """
    if not settings.mail_server:
        return 0
    query = select(Mail).where(Mail.sent_at.is_(None), Mail.failures < MOST_FAILURES).order_by(Mail.id).limit(_AT_ONCE)
    waiting = [(mail.id, _message(mail, settings.mail_sender)) for mail in db.session.scalars(query)]
    # No transaction stays open while another machine takes its time.
    db.session.rollback()
    if not waiting:
        return 0
    try:
        with _connected(settings.mail_server) as server:
            return sum(_is_sent(server, number, message) for number, message in waiting)
    except (OSError, smtplib.SMTPException) as error:
        # The server is away: no failure of the mails, they are tried again.
        structlog.get_logger().warning("mail", kind=type(error).__name__)
        return 0


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, " ".join(mail.recipient.split())
    message["Subject"] = " ".join(mail.subject.split())
    message.set_content(mail.body)
    return message


def _connected(address: str) -> smtplib.SMTP:
    host, _, port = address.partition(":")
    server = smtplib.SMTP(host, int(port or _SMTP_PORT), timeout=_TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls()
        server.ehlo()
    return server


def _is_sent(server: smtplib.SMTP, number: int, message: EmailMessage) -> bool:
    """Send one mail, and keep at once how it went: a mail must not go out twice."""
    try:
        server.send_message(message)
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPException, ValueError) as error:
        structlog.get_logger().warning("mail", mail=number, kind=type(error).__name__)
        _note(number, sent=False)
        return False
    _note(number, sent=True)
    return True


def _note(number: int, *, sent: bool) -> None:
    with transaction() as session:
        mail = session.get(Mail, number)
        if mail is None:
            return
        if sent:
            mail.sent_at = clock.now()
        else:
            mail.failures += 1

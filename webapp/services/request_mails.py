"""Mails to volunteers about their matches: that there is something to see, nothing about the family."""

from collections.abc import Collection

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.clock import now
from webapp.languages import LOCALES
from webapp.models import Mail, Match, Volunteer
from webapp.page_words import kind_words
from webapp.services.steps import MEDIATOR, PROVIDER
from webapp.settings import current_settings

ASKED, REMINDED, CALLED_OFF, REVIVED = "asked", "reminded", "called_off", "revived"
CONFIRMED, STARTS = "confirmed", "starts"


def write_mails(session: Session, match: Match, occasion: str, whom: Collection[str] = (PROVIDER, MEDIATOR)) -> None:
    """Put a mail for each of them into the outbox; whoever has no address of her own is told by her organisation."""
    told = [match.volunteer if who == PROVIDER else match.mediator for who in whom]
    mails = [mail for person in told if person is not None for mail in _mail(person, match, occasion)]
    session.add_all(mails)
    session.flush()
    if occasion == ASKED:
        match.parts = {**match.parts, "mails": [mail.id for mail in mails]}


def take_back_mails(session: Session, match: Match) -> None:
    """Requests still in the outbox are not sent; where one is gone already, a second says that it is settled."""
    ids = match.parts.get("mails", [])
    sent = session.scalars(select(Mail.id).where(Mail.id.in_(ids), Mail.sent_at.is_not(None))).all()
    session.execute(delete(Mail).where(Mail.id.in_(ids), Mail.sent_at.is_(None)))
    if sent:
        write_mails(session, match, CALLED_OFF)
    match.parts = {key: value for key, value in match.parts.items() if key != "mails"}


def _mail(person: Volunteer, match: Match, occasion: str) -> list[Mail]:
    recipient = person.user.email if person.user else person.organisation.email
    if not recipient:
        return []
    chosen = person.user.locale if person.user else None
    settings = current_settings()
    with force_locale(chosen if chosen in LOCALES else settings.locale):
        subject, text = _words(occasion, str(kind_words(match.need.kind)))
        body = "\n\n".join((_("Guten Tag,"), text, settings.base_url, _("Herzliche Grüße\nLokal willkommen")))
    return [Mail(recipient=recipient, subject=subject, body=body, created_at=now())]


def _words(occasion: str, kind: str) -> tuple[str, str]:
    if occasion == ASKED:
        return _("Können Sie helfen?"), _(
            "eine Familie in Ihrer Nähe sucht Hilfe: %(kind)s. Näheres steht auf Ihrer Seite; dort können Sie mit "
            "zwei Klicks zusagen oder absagen.",
            kind=kind,
        )
    if occasion == REMINDED:
        return _("Erinnerung: Können Sie helfen?"), _(
            "Ihre Antwort auf unsere Anfrage (%(kind)s) fehlt noch. Auch eine Absage hilft uns weiter.", kind=kind
        )
    if occasion == CALLED_OFF:
        return _("Unsere Anfrage hat sich erledigt"), _(
            "unsere Anfrage (%(kind)s) hat sich erledigt. Sie brauchen nichts mehr zu tun. Danke!", kind=kind
        )
    if occasion == REVIVED:
        return _("Unsere Anfrage gilt doch"), _(
            "wir haben Ihnen abgesagt, das war ein Versehen: Es bleibt bei Ihrer Zusage (%(kind)s).", kind=kind
        )
    if occasion == CONFIRMED:
        return _("Es klappt"), _(
            "Ihre Zusage (%(kind)s) ist bestätigt. Das Team meldet sich zum ersten Treffen bei Ihnen.", kind=kind
        )
    return _("Jetzt geht es los"), _("es geht los (%(kind)s). Auf Ihrer Seite stehen nun Name und Kontakt.", kind=kind)

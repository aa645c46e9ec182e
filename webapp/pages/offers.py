"""Offers: list with seats, adding, changing, ending."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, db
from webapp.forms.household import LanguageFields
from webapp.forms.offer import OfferForm, offer_values
from webapp.models import District, Offer
from webapp.models.accounts import COORDINATOR
from webapp.page_words import sentence_of
from webapp.pages.guard import for_roles, me
from webapp.pages.maps import districts_on_map
from webapp.pages.paging import page_number, posted_version
from webapp.services import offers
from webapp.services.needs import kinds

pages = Blueprint("offers", __name__, url_prefix="/angebote")
pages.add_app_template_filter(sentence_of, "times")
ID = "<int:offer_id>"
FILTER_WORDS = {
    offers.RUNNING: _l("laufen"),
    offers.FULL: _l("sind voll"),
    offers.ENDED: _l("sind beendet"),
    offers.ALL: _l("alle"),
}


@pages.get("")
@for_roles(COORDINATOR)
def index() -> str:
    """All offers with seats taken and free."""
    only, kind = request.args.get("only", ""), request.args.get("kind", "")
    only = only if only in offers.FILTERS else offers.RUNNING
    kind = kind if kind in kinds() else ""
    search = request.args.get("search", "").replace("\x00", "").strip()[:80]
    page = offers.offers_page(me(), search=search, only=only, kind=kind, number=page_number("page"))
    return render_template(
        "offers/index.html", page=page, search=search, only=only, kind=kind, kinds=kinds(), filters=FILTER_WORDS,
        today=today(),
    )  # fmt: skip


@pages.route("/neu", methods=["GET", "POST"])
@for_roles(COORDINATOR)
def new() -> Any:
    """A new offer."""
    return _edit(OfferForm(data={"languages": [{}]}), None)


@pages.route(f"/{ID}", methods=["GET", "POST"])
@for_roles(COORDINATOR)
def edit(offer_id: int) -> Any:
    """Other facts about an offer."""
    offer = access.get(me(), Offer, offer_id)
    values = offer_values(offer)
    return _edit(OfferForm(data={**values, "languages": values["languages"] or [{}]}), offer)


def _edit(form: OfferForm, offer: Offer | None) -> Any:
    districts = list(db.session.scalars(select(District).order_by(District.name)))
    form.prepare(offers.organisations(), districts)
    if not form.validate_on_submit():
        return _page(form, offer), 422 if form.errors else 200
    offer_id = None if offer is None else offer.id
    try:
        offers.save_offer(me(), offer_id, form.version.data, form.facts())
    except offers.TooFewSeats as few:
        form.seats.errors = [_("%(n)s Plätze sind schon vergeben.", n=few.taken)]
        return _page(form, offer), 422
    except offers.InUse as used:
        form.term_until.errors = [_in_use(used.families)]
        return _page(form, offer), 422
    except ChangedMeanwhile:
        offer = access.get(me(), Offer, offer_id or 0)
        form.version.data = offer.version
        return _page(form, offer, changed=True), 409
    flash(_("Gespeichert."), "success")
    return redirect(url_for("offers.index"))


def _page(form: OfferForm, offer: Offer | None, *, changed: bool = False) -> str:
    taken = offers.seats_taken(db.session, offer.id) if offer else 0
    ended = offer is not None and offer.term_until is not None and offer.term_until < today()
    return render_template(
        "offers/edit.html", form=form, offer=offer, changed=changed, taken=taken, ended=ended,
        blank_language=LanguageFields(prefix="languages-__n__-"), map_points=districts_on_map(),
    )  # fmt: skip


def _in_use(families: int) -> str:
    return _(
        "Noch kommen Familien: %(n)s. Beenden Sie zuerst diese Vermittlungen, oder wählen Sie einen späteren "
        "letzten Tag.",
        n=families,
    )


@pages.post(f"/{ID}/beenden")
@for_roles(COORDINATOR)
def end(offer_id: int) -> Any:
    """From today on it takes place no longer."""
    return _switch(
        offer_id, offers.end_offer, _("Das Angebot ist beendet. Unter „sind beendet“ können Sie es zurückholen.")
    )


@pages.post(f"/{ID}/fortsetzen")
@for_roles(COORDINATOR)
def resume(offer_id: int) -> Any:
    """Take the ending back."""
    return _switch(offer_id, offers.resume_offer, _("Das Angebot findet wieder statt."))


def _switch(offer_id: int, change: Any, words: str) -> Any:
    try:
        change(me(), offer_id, posted_version())
        flash(words, "success")
    except offers.InUse as used:
        flash(_in_use(used.families), "error")
    except ChangedMeanwhile:
        flash(_("Dieses Angebot hat inzwischen jemand anderes geändert. Bitte prüfen Sie noch einmal."), "warning")
    return redirect(url_for("offers.edit", offer_id=offer_id))

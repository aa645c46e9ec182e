"""Where an address is: asked from a form, shown with how it was found, confirmed by whoever asked."""

from typing import Any

import structlog
from flask import render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from webapp import page_words
from webapp.forms.parts import clean
from webapp.geography import UNUSABLE, geocoder
from webapp.place_words import how_words, note_words


class AddressForm(FlaskForm):
    """What of a form is needed to find its place."""

    address = StringField(filters=[clean], validators=[Length(max=200)])
    district_code = StringField(filters=[clean], validators=[Length(max=80)])
    address_protected = BooleanField()


def can_look_up() -> bool:
    """Whether there is anything to look addresses up in; without it pages are as if there were no such thing."""
    try:
        return geocoder().knows_addresses
    except UNUSABLE as error:
        _log(error)
        return False


def found_places() -> str:
    """
    The places an address may be, each to be taken with a click.

    Protected addresses are not looked up; nothing is saved or logged.
    """
    form = AddressForm()
    shown = {"form": form, "protected": form.address_protected.data, "places": [], "notes": [], "unreadable": False}
    if form.address.data and not form.address_protected.data and form.validate():
        try:
            shown |= _looked_up(form.address.data, form.district_code.data or "")
        except UNUSABLE as error:
            _log(error)
            shown["unreadable"] = True
    return render_template("households/found_places.html", **shown)


def _looked_up(address: str, district: str) -> dict[str, Any]:
    """Places and notes in words."""
    if not geocoder().knows_addresses:
        return {}
    found = geocoder().locate(address, district=district)
    places = [(place, how_words(place, page_words.say, page_words.number)) for place in found.candidates]
    return {"places": places, "notes": note_words(found, page_words.say)}


def _log(error: Exception) -> None:
    """By its kind alone: the text of a database's error can hold the street."""
    structlog.get_logger().error("geography", kind=type(error).__name__)

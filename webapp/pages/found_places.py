"""Where an address is: asked from a form, shown with how it was found, confirmed by whoever asked."""

import structlog
from flask import render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from geodata.errors import InvalidServer, InvalidStore
from webapp import page_words
from webapp.forms.parts import clean
from webapp.geography import geocoder
from webapp.place_words import how_words, note_words

_UNUSABLE = (InvalidServer, InvalidStore, OSError)


class AddressForm(FlaskForm):
    """What of a form is needed to find its place."""

    address = StringField(filters=[clean], validators=[Length(max=200)])
    district_code = StringField(filters=[clean], validators=[Length(max=80)])
    address_protected = BooleanField()


def can_look_up() -> bool:
    """Whether there is anything to look addresses up in; without it pages are as if there were no such thing."""
    try:
        return geocoder().knows_addresses
    except _UNUSABLE as error:
        structlog.get_logger().error("geography", kind=type(error).__name__)
        return False


def found_places() -> str:
    """
    The places an address may be, each to be taken with a click.

    Protected addresses are not looked up; nothing is saved or logged.
    """
    form = AddressForm()
    protected = form.address_protected.data
    if protected or not form.address.data or not form.validate() or not can_look_up():
        return render_template("households/found_places.html", places=[], notes=[], protected=protected, form=form)
    found = geocoder().locate(form.address.data, district=form.district_code.data or "")
    places = [(place, how_words(place, page_words.say, page_words.number)) for place in found.candidates]
    notes = note_words(found, page_words.say)
    return render_template("households/found_places.html", places=places, notes=notes, protected=False, form=form)

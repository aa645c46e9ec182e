"""Offers: seats taken, saving, ending."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, user_named
from webapp.access import NotFound
from webapp.clock import now, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Match, Offer
from webapp.services import offers


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


def saved(**changes: Any) -> Offer:
    with transaction() as session:
        offer = make_offer(**changes)
        session.add(offer)
    return offer


def joined(offer: Offer, status: str, seats: int = 1) -> None:
    with transaction() as session:
        need = make_need(make_household(), kind="language_course", seats=seats)
        session.add(Match(need=need, offer_id=offer.id, status=status, created_at=now()))


def facts(offer: Offer, **changes: Any) -> dict[str, Any]:
    return {"seats": offer.seats, "title": offer.title, "term_until": offer.term_until, **changes}


def test_seats_in_hand_and_at_work_are_taken_proposed_ones_are_not(app: Flask) -> None:
    offer = saved(seats=6)
    for status, seats in (("asked", 1), ("confirmed", 1), ("active", 2), ("proposed", 1), ("ended", 1)):
        joined(offer, status, seats)
    (row,) = offers.offers_page(user_named("coordinator")).rows
    assert (row.taken, row.proposed, row.free) == (4, 1, 2)
    assert offers.seats_taken(db.session, offer.id) == 4


def test_list_is_narrowed(app: Flask) -> None:
    saved(title="Alt", term_until=today() - timedelta(days=1))
    full = saved(title="Voll", seats=1)
    saved(title="Neu", kind="counselling")
    joined(full, "active")
    user = user_named("coordinator")

    def titles(**narrowed: Any) -> set[str]:
        return {row.offer.title for row in offers.offers_page(user, **narrowed).rows}

    assert titles() == {"Voll", "Neu"}
    assert titles(only=offers.FULL) == {"Voll"}
    assert titles(only=offers.ENDED) == {"Alt"}
    assert titles(only=offers.ALL, search="eu") == {"Neu"}
    assert titles(kind="counselling") == {"Neu"}


def test_coordinator_sees_all_offers_an_organisation_its_own_staff_none(app: Flask) -> None:
    saved(organisation_id=1)
    saved(organisation_id=2)
    counts = [offers.offers_page(user_named(name)).total for name in ("coordinator", "organisation", "staff")]
    assert counts == [2, 1, 0]


def test_foreign_offer_is_missing(app: Flask) -> None:
    offer = saved(organisation_id=2)
    with pytest.raises(NotFound):
        offers.save_offer(user_named("organisation"), offer.id, offer.version, facts(offer))
    with pytest.raises(NotFound):
        offers.end_offer(user_named("organisation"), offer.id, offer.version)


def test_fewer_seats_than_taken_are_refused_as_many_are_not(app: Flask) -> None:
    offer = saved(seats=6)
    joined(offer, "active", 4)
    user = user_named("coordinator")
    with pytest.raises(offers.TooFewSeats) as told:
        offers.save_offer(user, offer.id, offer.version, facts(offer, seats=3))
    assert told.value.taken == 4
    assert offers.save_offer(user, offer.id, offer.version, facts(offer, seats=4)).seats == 4


def test_offer_in_use_is_not_ended(app: Flask) -> None:
    offer = saved()
    joined(offer, "active")
    user = user_named("coordinator")
    with pytest.raises(offers.InUse) as told:
        offers.end_offer(user, offer.id, offer.version)
    assert told.value.families == 1
    with pytest.raises(offers.InUse):
        offers.save_offer(user, offer.id, offer.version, facts(offer, term_until=today() - timedelta(days=1)))
    offers.save_offer(user, offer.id, offer.version, facts(offer, term_until=today()))


def test_ending_can_be_taken_back(app: Flask) -> None:
    offer = saved(term_from=date(2099, 1, 1))
    user = user_named("coordinator")
    ended = offers.end_offer(user, offer.id, offer.version)
    assert ended.term_until == today() - timedelta(days=1)
    assert ended.term_from is not None
    assert ended.term_from <= ended.term_until
    assert offers.resume_offer(user, offer.id, ended.version).term_until is None


def test_second_to_save_is_told(app: Flask) -> None:
    offer = saved()
    read = offer.version
    user = user_named("coordinator")
    offers.save_offer(user, offer.id, read, facts(offer, title="Anders"))
    for call in (
        lambda: offers.save_offer(user, offer.id, read, facts(offer)),
        lambda: offers.end_offer(user, offer.id, read),
        lambda: offers.resume_offer(user, offer.id, read),
    ):
        with pytest.raises(ChangedMeanwhile):
            call()

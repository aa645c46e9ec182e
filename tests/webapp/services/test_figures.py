"""What the figures count, by numbers that can be checked by hand, and that small ones never leave."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer
from webapp.database import transaction
from webapp.models import Agreement, Household, Match, MatchEvent, Need, Volunteer
from webapp.services.figures import HIDDEN, Figure, Filters, figures, pilot
from webapp.services.suppression import shown

DAY = date(2026, 9, 9)  # a Wednesday
MONDAY = date(2026, 9, 7)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.test_request_context():
        yield app


def figure(code: str, **filters: Any) -> Figure:
    return figures(DAY, Filters(**filters), only=[code]).figures[0]


def save(*rows: Any) -> None:
    with transaction() as session:
        session.add_all(rows)


def family(**changes: Any) -> tuple[Household, Need]:
    needs = {key: changes.pop(key) for key in ("kind", "requested_on", "closed_on") if key in changes}
    household = make_household(**changes)
    return household, make_need(household, **needs)


def families(number: int, **changes: Any) -> list[Need]:
    made = [family(**changes) for _ in range(number)]
    save(*(row for pair in made for row in pair))
    return [need for _, need in made]


def match(need: Need, helper: Volunteer | None, **changes: Any) -> Match:
    facts = {
        "need_id": need.id,
        "volunteer_id": helper.id if helper else None,
        "status": "active",
        "created_at": datetime(2026, 8, 10, 9, tzinfo=UTC),
        "asked_at": datetime(2026, 8, 10, 9, tzinfo=UTC),
        "active_from": date(2026, 8, 17),
    }
    return Match(**{**facts, **changes})


def helpers(number: int, **changes: Any) -> list[Volunteer]:
    made = [make_volunteer(**{"approved_at": datetime(2026, 1, 5, tzinfo=UTC), **changes}) for _ in range(number)]
    save(*made)
    return made


def test_need_is_open_until_somebody_is_asked_and_again_after_the_end(app: Flask) -> None:
    needs = families(6)
    helper = helpers(1)[0]
    save(*(match(need, helper, status="ended", ended_on=date(2026, 8, 31)) for need in needs))
    by_week = {row[0]: row[1:] for row in figure("needs").rows}
    # Wished for on 3 August, asked on the 10th, over on the 31st.
    assert by_week[date(2026, 7, 27)] == (0, 0)
    assert by_week[date(2026, 8, 3)] == (6, 0)
    assert by_week[date(2026, 8, 10)] == (0, 6)
    assert by_week[date(2026, 8, 24)] == (0, 6)
    assert by_week[date(2026, 8, 31)] == (6, 0)


def test_closed_need_is_neither_open_nor_served(app: Flask) -> None:
    families(5, closed_on=date(2026, 8, 31))
    assert [row[1] for row in figure("needs").rows[-2:]] == [0, 0]
    assert figure("needs").rows[-3][1] == 5


def test_declined_request_makes_the_need_open_on_the_day_of_the_answer(app: Flask) -> None:
    needs = families(5)
    helper = helpers(1)[0]
    declined = [match(need, helper, status="declined", active_from=None, reason="too_far") for need in needs]
    save(*declined)
    at = datetime(2026, 8, 26, 12, tzinfo=UTC)
    save(*(MatchEvent(match_id=row.id, at=at, before="asked", after="declined") for row in declined))
    by_week = {row[0]: row[1:] for row in figure("needs").rows}
    assert by_week[date(2026, 8, 17)] == (0, 5)
    assert by_week[date(2026, 8, 24)] == (5, 0)


def test_mere_proposal_serves_nobody(app: Flask) -> None:
    needs = families(5)
    helper = helpers(1)[0]
    save(*(match(need, helper, status="proposed", asked_at=None, active_from=None) for need in needs))
    assert figure("needs").rows[-1][1:] == (5, 0)


def test_filters_narrow_what_is_counted(app: Flask) -> None:
    families(5)
    families(7, district_code="eving", languages={"ti": "native", "en": "B1"})
    families(9, district_code="eving", kind="interpreting")
    assert figure("needs").rows[-1][1] == 21
    assert figure("needs", site=1).rows[-1][1] == 5
    assert figure("needs", district="eving").rows[-1][1] == 16
    assert figure("needs", kind="interpreting").rows[-1][1] == 9
    assert figure("needs", language="ti").rows[-1][1] == 7
    assert figure("needs", language="en", kind="interpreting").rows[-1][1] == 0
    assert len(figure("needs", weeks=13).rows) == 13


def test_small_number_is_hidden_together_with_the_other_district(app: Flask) -> None:
    families(2)
    families(9, district_code="eving")
    assert figure("needs").rows[-1][1] == 11
    # 11 - 9 would tell the 2.
    assert figure("needs", district="brackel").rows[-1][1] is HIDDEN
    assert figure("needs", district="eving").rows[-1][1] is HIDDEN
    assert figure("needs", site=2).rows[-1][1] is HIDDEN
    rows = {row[0]: row[1:] for row in figure("districts").rows[:-1]}
    assert rows == {"Brackel": (HIDDEN, 0, HIDDEN), "Eving": (HIDDEN, 0, HIDDEN)}


def test_waiting_is_told_of_five_and_not_of_four(app: Flask) -> None:
    # Registered on 3 August; the last row tells of visits from 17 August on.
    for weeks in (2, 3, 4, 5):
        families(1, first_visit_on=date(2026, 8, 3) + timedelta(weeks=weeks))
    families(1, first_visit_on=date(2026, 8, 10))
    assert figure("waiting").rows[-1][1:4] == (HIDDEN,) * 3
    families(1, first_visit_on=MONDAY)
    # 2, 3, 4, 5, 5 weeks: mean 3.8, median 4, nine of ten at most 5.
    assert figure("waiting").rows[-1][1:4] == (3.8, 4.0, 5.0)


def test_first_help_counts_the_first_match_of_a_need(app: Flask) -> None:
    needs = families(5)
    helper = helpers(1)[0]
    save(*(match(need, helper, status="ended", ended_on=date(2026, 8, 24)) for need in needs))
    save(*(match(need, helper, active_from=date(2026, 9, 1)) for need in needs))
    # From 3 to 17 August.
    assert figure("waiting").rows[-1][4:] == (2.0, 2.0, 2.0)


def test_load_is_hours_used_and_available(app: Flask) -> None:
    people = helpers(5) + helpers(5, is_companion=False, is_mediator=True, hours_per_week=3.0)
    helpers(1, paused_from=date(2026, 9, 1))
    needs = families(5)
    save(*(match(need, people[i], mediator_id=people[5 + i].id) for i, need in enumerate(needs)))
    # 5 companions with 4 hours each, the pausing one aside; 5 mediators with 3; five meetings of 2 hours.
    assert figure("load").rows[-1][1:] == (10.0, 20.0, 10.0, 15.0)


def test_hours_of_fewer_than_five_people_are_hidden(app: Flask) -> None:
    people = helpers(6)
    needs = families(4)
    save(*(match(need, people[i]) for i, need in enumerate(needs)))
    assert figure("load").rows[-1][1:3] == (HIDDEN, 24.0)


def test_refusals_are_counted_by_reason(app: Flask) -> None:
    needs = families(11)
    helper = helpers(1)[0]
    ended = {"active_from": None, "ended_on": date(2026, 8, 20)}
    save(*(match(need, helper, status="declined", reason="too_far", **ended) for need in needs[:6]))
    save(*(match(need, helper, status="expired", **ended) for need in needs[6:]))
    rows = {str(row[0]): row[1] for row in figure("refusals").rows}
    assert rows["Zu weit"] == 6
    assert rows["Keine Antwort in der Frist"] == 5
    assert rows["Zusammen"] == 11


def test_both_organisations_of_a_match_contribute(app: Flask) -> None:
    people = helpers(5)
    bridges = helpers(5, organisation_id=2, is_mediator=True)
    needs = families(5)
    save(*(match(need, people[i], mediator_id=bridges[i].id) for i, need in enumerate(needs)))
    rows = {str(row[0]): row[1:] for row in figure("organisations").rows}
    assert rows == {"Organisation Eins": (5, 10.0), "Organisation Zwei": (5, 10.0), "Zusammen": (10, 20.0)}


def test_match_with_an_offer_takes_the_hours_of_its_times(app: Flask) -> None:
    offer = make_offer(times=["mon 09:00-11:00", "thu 09:00-10:30"])
    save(offer)
    needs = families(5)
    save(*(match(need, None, offer_id=offer.id) for need in needs))
    assert figure("organisations").rows[0][1:] == (5, 17.5)


def test_retention_says_who_stayed_how_long(app: Flask) -> None:
    helpers(6, approved_at=datetime(2025, 1, 6, tzinfo=UTC))
    helpers(5, approved_at=datetime(2025, 1, 6, tzinfo=UTC), left_on=date(2025, 9, 1))
    helpers(7, approved_at=datetime(2026, 9, 1, tzinfo=UTC))
    # All eleven stayed for 26 weeks, six for 52.
    assert [row[1:] for row in figure("retention").rows] == [(11, 11, 1.0), (11, 6, round(6 / 11, 3))]


def test_agreements_are_counted_by_what_became_of_them(app: Flask) -> None:
    needs = families(13)
    begun = {"goals": "Deutsch", "valid_from": date(2026, 8, 3)}
    save(*(Agreement(household_id=n.household_id, reached_on=date(2026, 9, 1), **begun) for n in needs[:6]))
    save(*(Agreement(household_id=n.household_id, valid_until=date(2026, 12, 1), **begun) for n in needs[6:11]))
    save(*(Agreement(household_id=n.household_id, refused=True, **begun) for n in needs[11:]))
    # 13 - 6 - 5 would tell the two who did not want one.
    assert [row[1] for row in figure("agreements").rows] == [6, HIDDEN, 0, HIDDEN, 13]


def test_pilot_goes_month_by_month_from_the_first_registration(app: Flask) -> None:
    families(5, registered_on=date(2026, 7, 6), first_visit_on=date(2026, 8, 3))
    families(6, registered_on=date(2026, 9, 1))
    found = pilot(DAY)
    assert found.since == date(2026, 7, 6)
    events = found.figures[0]
    assert [row[1] for row in events.rows] == [5, 0, 6, 11]
    assert [row[0] for row in events.rows[:-1]] == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]
    assert "11 Familien" in found.sentences[0]
    assert "5 hatten ihren Erstbesuch" in found.sentences[0]


def test_pilot_does_not_begin_before_september_2016(app: Flask) -> None:
    families(5, registered_on=date(2015, 1, 1))
    assert pilot(DAY).since == date(2016, 9, 1)


def test_pilot_of_nobody_says_so(app: Flask) -> None:
    assert pilot(DAY).is_empty
    assert figures(DAY, Filters()).is_empty


def test_small_month_takes_a_partner_along(app: Flask) -> None:
    families(2, registered_on=date(2026, 7, 6))
    families(6, registered_on=date(2026, 8, 6))
    families(7, registered_on=date(2026, 9, 1))
    assert [row[1] for row in pilot(DAY).figures[0].rows] == [HIDDEN, HIDDEN, 7, 15]


def test_number_of_queries_does_not_grow_with_the_rows(app: Flask) -> None:
    counted = []
    for number in (1, 12):
        needs, people = families(number), helpers(number)
        save(*(match(need, people[i]) for i, need in enumerate(needs)))
        with counted_queries(app) as statements:
            figures(DAY, Filters(language="ar"))
            pilot(DAY)
        counted.append(len(statements))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("filters", [{"site": 99}, {"district": "nowhere"}, {"kind": "nothing"}])
def test_filter_of_what_does_not_exist_is_none(app: Flask, filters: dict[str, Any]) -> None:
    families(5)
    assert figure("needs", **filters).rows[-1][1] == 5


def test_hours_of_one_group_at_work_are_not_the_rest_of_a_sum(app: Flask) -> None:
    people = helpers(6) + helpers(3, is_companion=False, is_mediator=True)
    needs = families(6)
    save(*(match(need, people[i], mediator_id=people[6 + i % 3].id) for i, need in enumerate(needs)))
    # Nine people, 24 hours in all are shown; 12 hours of companions beside would tell those of three mediators.
    assert figure("organisations").rows[-1][1:] == (12, 24.0)
    assert figure("load").rows[-1][1] is HIDDEN
    assert figure("load").rows[-1][3] is HIDDEN


def test_few_people_who_help_often_stay_hidden(app: Flask) -> None:
    busy = helpers(2, max_matches=9)
    needs = families(8)
    save(*(match(need, busy[i % 2]) for i, need in enumerate(needs)))
    rows = {str(row[0]): row[1:] for row in figure("organisations").rows}
    assert rows["Organisation Eins"] == rows["Zusammen"] == (HIDDEN, HIDDEN)


def test_language_of_families_does_not_change_the_load(app: Flask) -> None:
    people = helpers(5)
    needs = families(5)
    save(*(match(need, people[i]) for i, need in enumerate(needs)))
    assert figure("load", language="ti").rows == figure("load").rows
    assert figure("organisations", language="ti").rows[-1][1] == 0
    assert figure("needs", language="ti").rows[-1][1:] == (0, 0)


def test_all_filters_together_show_no_more_than_one_protected_table(app: Flask) -> None:
    counts = np.array([[2, 9], [13, 6]])
    for row, district in enumerate(("brackel", "eving")):
        for column, kind in enumerate(("companion", "interpreting")):
            families(int(counts[row, column]), district_code=district, kind=kind)
    # Sites in the order of their names: Nord has Eving, Ost has Brackel.
    seen = shown(counts, [1, 0])
    whole = np.vstack([counts, counts.sum(axis=0)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    for row, district in enumerate(("brackel", "eving", None)):
        for column, kind in enumerate(("companion", "interpreting", None)):
            found = figure("needs", district=district, kind=kind).rows[-1][1]
            assert found == (whole[row, column] if seen.cells[row, column] else HIDDEN)
            if district:
                of_site = figure("needs", site=1 if district == "brackel" else 2, kind=kind).rows[-1][1]
                assert of_site == (whole[row, column] if seen.sites[1 - row, column] else HIDDEN)

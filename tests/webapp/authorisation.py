"""Which roles may open which route, by endpoint; ``test_authorisation`` holds the application against it."""

from dataclasses import dataclass, field

SPARE = "11"
"""Number of an account that nobody here is signed in with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    Who may open a route.

    Attributes
    ----------
    roles
        None for everybody, signed in or not.
    foreign
        Whether there are records of this kind that even these roles may not see; they have number 2.
    values
        For parts of the address that are no numbers of records, or not those of the samples.
    posted
        Where a page looks at the form before it looks for the record.
    """

    roles: frozenset[str] | None
    foreign: bool = False
    values: dict[str, str] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)


def all_of(*roles: str, **values: str) -> Row:
    """These roles see every record."""
    return Row(roles=frozenset(roles), values=values)


def own_of(*roles: str, posted: dict[str, str] | None = None, **values: str) -> Row:
    """These roles see their own records."""
    return Row(roles=frozenset(roles), foreign=True, values=values, posted=posted or {})


def everybody(**values: str) -> Row:
    """Signed in or not."""
    return Row(roles=None, values=values)


MATRIX: dict[str, Row] = {
    "admin.account": all_of("admin", user_id=SPARE),
    "admin.accounts": all_of("admin"),
    "admin.add_kind": all_of("admin"),
    "admin.new_account": all_of("admin"),
    "admin.password_link": all_of("admin", user_id=SPARE),
    "admin.remove_kind": all_of("admin", code="fahrrad"),
    "admin.reset_second_factor": all_of("admin", user_id=SPARE),
    "admin.settings": all_of("admin"),
    "admin.switch": all_of("admin", user_id=SPARE),
    "figures.data": all_of("coordinator", "planner"),
    "figures.export": all_of("coordinator", "planner", code="needs", ending="csv"),
    "figures.page": all_of("coordinator", "planner"),
    "figures.pilot": all_of("coordinator", "planner"),
    "figures.pilot_export": all_of("coordinator", "planner", code="events", ending="csv"),
    "figures.round_table": all_of("staff"),
    "home.choose_language": everybody(),
    "home.healthz": everybody(),
    "home.start": everybody(),
    "households.agreement": own_of("staff"),
    "households.come_back": own_of("staff"),
    "households.index": all_of("staff"),
    "households.leave": own_of("staff"),
    "households.locate": all_of("staff"),
    "households.new": all_of("staff"),
    "households.show": own_of("staff"),
    "households.visit": own_of("staff"),
    "needs.add": own_of("staff"),
    "needs.close": own_of("staff"),
    "needs.edit": own_of("staff"),
    "needs.reopen": own_of("staff"),
    "offers.edit": all_of("coordinator"),
    "offers.end": all_of("coordinator"),
    "offers.index": all_of("coordinator"),
    "offers.new": all_of("coordinator"),
    "offers.resume": all_of("coordinator"),
    "organisation.approval": own_of("organisation"),
    "organisation.clearance": own_of("organisation"),
    "organisation.contact": own_of("organisation"),
    "organisation.remove_clearance": own_of("organisation"),
    "organisation.volunteer": own_of("organisation"),
    "organisation.volunteers": all_of("organisation"),
    "places.add_district": all_of("admin"),
    "places.end_district": all_of("admin"),
    "places.locate": all_of("admin"),
    "places.new_organisation": all_of("admin"),
    "places.new_site": all_of("admin"),
    "places.organisation": all_of("admin"),
    "places.organisations": all_of("admin"),
    "places.site": all_of("admin"),
    "places.sites": all_of("admin"),
    "planning.archive": all_of("planner"),
    "planning.assumptions": all_of("planner"),
    "planning.cancel": all_of("planner"),
    "planning.compare": all_of("planner"),
    "planning.copy": all_of("planner"),
    "planning.data": all_of("planner", what="plan"),
    "planning.everything": all_of("planner"),
    "planning.export": all_of("planner"),
    "planning.figure": all_of("planner", name="map-6"),
    "planning.index": all_of("planner"),
    "planning.locate": all_of("planner"),
    "planning.new": all_of("planner"),
    "planning.new_site": all_of("planner"),
    "planning.progress": all_of("planner"),
    "planning.remove_site": all_of("planner"),
    "planning.rename": all_of("planner"),
    "planning.report": all_of("planner"),
    "planning.restore": all_of("planner"),
    "planning.show": all_of("planner"),
    "planning.sites": all_of("planner"),
    "planning.start": all_of("planner"),
    "planning.table": all_of("planner", name="plans"),
    "planning.undo": all_of("planner"),
    "planning.unit_of_place": all_of("planner"),
    "planning.units": all_of("planner"),
    "planning.upload": all_of("planner"),
    "review.accept": own_of("staff"),
    "review.accept_many": all_of("staff"),
    "review.activate": own_of("staff"),
    "review.approve_again": own_of("staff"),
    "review.board": all_of("staff"),
    "review.choices": own_of("staff"),
    "review.confirm": own_of("staff"),
    "review.decline": own_of("staff"),
    "review.end": own_of("staff"),
    "review.gaps_page": all_of("staff"),
    "review.glance": own_of("staff"),
    "review.match": own_of("staff"),
    "review.pin": own_of("staff"),
    "review.replace": own_of("staff"),
    "review.told": own_of("staff"),
    "review.trial": own_of("staff"),
    "review.undo": own_of("staff"),
    "review.unpin": own_of("staff"),
    "review.urgent": own_of("staff"),
    "run.cancel": all_of("coordinator"),
    "run.events": all_of("coordinator"),
    "run.export": all_of("coordinator", what="fall"),
    "run.find_shortage": all_of("coordinator"),
    "run.history": all_of("auditor", "coordinator"),
    "run.page": all_of("coordinator"),
    "run.release": all_of("coordinator"),
    "run.save_policy": all_of("coordinator"),
    "run.shortage": all_of("coordinator"),
    "run.shortage_part": all_of("coordinator"),
    "run.show": all_of("auditor", "coordinator"),
    "run.start": all_of("coordinator"),
    "today.need": own_of("staff"),
    "today.visit": own_of("staff"),
    "trail.chain": all_of("auditor"),
    "trail.check": all_of("auditor"),
    "trail.export": all_of("auditor"),
    "trail.index": all_of("auditor"),
    "trail.match": all_of("auditor"),
    "trail.run": all_of("auditor"),
    "volunteer.answer": own_of("volunteer", posted={"reason": "yes"}),
    "volunteer.availability": all_of("volunteer"),
    "volunteer.calendar": everybody(token="unknown"),
    "volunteer.calendar_link": all_of("volunteer"),
    "volunteer.confirm": all_of("volunteer"),
    "volunteer.delete": all_of("volunteer"),
    "volunteer.export": all_of("volunteer"),
    "volunteer.pause": all_of("volunteer"),
    "volunteer.profile": all_of("volunteer"),
    "volunteer.register": everybody(),
    "volunteer.registered": everybody(),
    "volunteer.start": all_of("volunteer"),
}
SIGNED_IN_ONLY = ("change_password", "mf_recovery_codes", "two_factor_setup_validate", "verify")
OPEN_TO_STRANGERS = (
    "confirm_email", "forgot_password", "login", "logout", "mf_recovery", "reset_password", "send_confirmation",
    "static", "tf_select", "two_factor_rescue", "two_factor_setup", "two_factor_token_validation",
)  # fmt: skip
"""Of Flask-Security; two_factor_setup sends strangers away by itself."""
LIBRARIES = {
    "bootstrap.static",
    "static",
    *(f"security.{page}" for page in (*SIGNED_IN_ONLY, *OPEN_TO_STRANGERS)),
}
"""Pages that are not ours and carry no mark of our guard."""

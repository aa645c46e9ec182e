"""Why a proposal is declined, and what that does: a stated consequence that the next run obeys."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l

from webapp.clock import planned_week

PAIR: Final = "pair"
PAUSE: Final = "pause"
CLOSE_NEED: Final = "close_need"
PAUSE_WEEKS = 4
"""How long a volunteer pauses who names no day."""
MOST_LETTERS = 300
"""Of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    One reason of the list.

    Attributes
    ----------
    text, consequence
        What people read: the reason, and what it will do.
    effect
        pair: household and helper are not brought together for ``weeks``, for ever when None; pause: the volunteer
        pauses until a day; close_need: the need is closed as withdrawn.
    by_volunteer
        Whether volunteers can give it too.
    """

    code: str
    text: Any
    consequence: Any
    effect: Literal["pair", "pause", "close_need"]
    weeks: int | None = None
    by_volunteer: bool = False

    @property
    def blocked_until(self) -> date | None:
        """Last week in which the pair is barred; None for ever."""
        return None if self.weeks is None else planned_week() + timedelta(weeks=self.weeks)


_ALL = (
    Reason(
        code="too_far",
        text=_l("Zu weit"),
        consequence=_l("Dieses Paar wird 26 Wochen nicht mehr vorgeschlagen."),
        effect=PAIR,
        weeks=26,
        by_volunteer=True,
    ),
    Reason(
        code="no_time",
        text=_l("Keine Zeit"),
        consequence=_l("Die freiwillige Person pausiert bis zu dem Tag, den Sie angeben (sonst vier Wochen)."),
        effect=PAUSE,
        by_volunteer=True,
    ),
    Reason(
        code="no_trust",
        text=_l("Kein Vertrauen zueinander"),
        consequence=_l("Dieses Paar wird nie mehr vorgeschlagen."),
        effect=PAIR,
    ),
    Reason(
        code="language",
        text=_l("Die Verständigung klappt nicht"),
        consequence=_l("Dieses Paar wird 26 Wochen nicht mehr vorgeschlagen."),
        effect=PAIR,
        weeks=26,
        by_volunteer=True,
    ),
    Reason(
        code="family_no_longer_needs",
        text=_l("Die Familie braucht es nicht mehr"),
        consequence=_l("Der Bedarf wird geschlossen."),
        effect=CLOSE_NEED,
    ),
    Reason(
        code="wrong_kind",
        text=_l("Passt nicht zu dem, was gewünscht ist"),
        consequence=_l("Dieses Paar wird 8 Wochen nicht mehr vorgeschlagen."),
        effect=PAIR,
        weeks=8,
        by_volunteer=True,
    ),
    Reason(
        code="other",
        text=_l("Etwas anderes"),
        consequence=_l("Dieses Paar wird 4 Wochen nicht mehr vorgeschlagen."),
        effect=PAIR,
        weeks=4,
        by_volunteer=True,
    ),
)
REASONS = {reason.code: reason for reason in _ALL}
"""By code, in the order in which people choose."""
VOLUNTEERS_REASONS = {code: reason for code, reason in REASONS.items() if reason.by_volunteer}
"""Those a volunteer can give when she says no."""

END_REASONS = {
    "goal_reached": _l("Ziel erreicht"),
    "moved": _l("Weggezogen"),
    "no_longer_possible": _l("Wer hilft, kann nicht mehr"),
    "did_not_fit": _l("Es hat nicht gepasst"),
    "other": _l("Etwas anderes"),
}
"""Why a match ends, by code."""
END_CONSEQUENCES = {
    "goal_reached": _l("Der Bedarf ist erfüllt und wird geschlossen."),
    "moved": _l("Der Bedarf wird geschlossen."),
    "no_longer_possible": _l("Der Bedarf ist wieder offen; der nächste Lauf sucht neu."),
    "did_not_fit": _l("Der Bedarf ist wieder offen; dieses Paar wird nie mehr vorgeschlagen."),
    "other": _l("Der Bedarf ist wieder offen; der nächste Lauf sucht neu."),
}
TRIAL_RESULTS = {
    "well": _l("Läuft gut"),
    "difficult": _l("Schwierig, wir kümmern uns"),
    "stop": _l("Soll enden"),
}
"""What the check after the first weeks found."""

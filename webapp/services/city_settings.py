"""What a city decides for itself while the application runs; the operator's settings are the defaults."""

import hashlib
import json
from typing import Any

from webapp.database import ChangedMeanwhile, transaction
from webapp.models import User
from webapp.services.settings import set_setting, setting
from webapp.settings import current_settings

TARGET_GROUP = "Familien, die aus einer Unterkunft in eine eigene Wohnung ziehen"
_FROM_OPERATOR = ("four_eyes", "second_factor", "remind_days", "ask_days", "trial_weeks")


def city_settings() -> dict[str, Any]:
    """Every value in force, by key."""
    operator = current_settings()
    values = {key: setting(key, getattr(operator, key)) for key in _FROM_OPERATOR}
    return {"target_group": setting("target_group", TARGET_GROUP), **values}


def fingerprint(values: dict[str, Any]) -> str:
    """Changes when somebody changes a value."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def save_city_settings(by: User, before: str, wanted: dict[str, Any]) -> None:
    """
    Change what differs from the values in force; ``before`` is their ``fingerprint`` when the form was opened.

    Raises
    ------
    ChangedMeanwhile
        When somebody else changed one since.
    """
    with transaction():
        values = city_settings()
        if fingerprint(values) != before:
            raise ChangedMeanwhile
        for key in values:
            if wanted[key] != values[key]:
                set_setting(by.id, key, wanted[key])

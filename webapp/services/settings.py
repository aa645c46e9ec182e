"""Settings that admins change while the application runs, and the policy of the runs."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from matcher.domain import Policy
from webapp.clock import now
from webapp.database import db, transaction
from webapp.models import PolicyVersion, Setting
from webapp.services.log import write_log


def setting(key: str, default: Any) -> Any:
    """A value, or the default where nobody has set one."""
    found = db.session.get(Setting, key)
    # The session forgets rows that nobody holds, and would ask for them anew for each row of a list.
    db.session.info.setdefault("settings", {})[key] = found
    return default if found is None else found.value


def set_setting(user_id: int | None, key: str, value: Any) -> None:
    """Change a value."""
    with transaction() as session:
        session.merge(Setting(key=key, value=value))
        write_log(session, user_id=user_id, action="setting.change", subject=f"setting:{key}")


def current_policy() -> Policy:
    """The policy in force."""
    newest = db.session.scalar(select(PolicyVersion).order_by(PolicyVersion.id.desc()).limit(1))
    return policy_from(newest.values) if newest else Policy()


def policy_from(values: dict[str, Any]) -> Policy:
    """A policy as it was kept."""
    return Policy(**{**values, "urgency_points": tuple(values["urgency_points"])})


def change_policy(user_id: int | None, policy: Policy) -> None:
    """Put a policy into force; runs keep the one they used."""
    with transaction() as session:
        version = PolicyVersion(values=asdict(policy), created_at=now(), created_by_id=user_id)
        session.add(version)
        session.flush()
        write_log(session, user_id=user_id, action="policy.change", subject=f"policy:{version.id}")

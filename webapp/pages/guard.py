"""Who may open a page at all; which records, ``access`` decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort
from flask_security import auth_required, current_user

from webapp.access import has_role
from webapp.models import User

View = TypeVar("View", bound=Callable[..., Any])

ROLES_OF = "lw_roles"


def for_roles(*roles: str) -> Callable[[View], View]:
    """Only for people who are signed in and have one of the roles."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not has_role(current_user, *roles):
                abort(403)
            return view(*args, **kwargs)

        secured = auth_required("session")(guarded)
        setattr(secured, ROLES_OF, frozenset(roles))
        return cast(View, secured)

    return decorate


def me() -> User:
    """Whoever is signed in."""
    return cast(User, current_user._get_current_object())


def public(view: View) -> View:
    """For everybody, signed in or not."""
    setattr(view, ROLES_OF, None)
    return view

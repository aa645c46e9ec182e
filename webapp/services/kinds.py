"""Kinds of need that a city adds to those everybody has."""

import re
import unicodedata

from sqlalchemy import select

from webapp.database import db, transaction
from webapp.models import Need, Offer, User
from webapp.services.settings import set_setting, setting
from webapp.words import KINDS

SETTING = "kinds"
MOST = 30
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class KindRefused(Exception):
    """
    A kind that cannot be added or removed.

    Attributes
    ----------
    code
        taken, unclear (no letters in it), many, used.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def added_kinds() -> dict[str, str]:
    """Words of the kinds this city added, by code."""
    found = setting(SETTING, {})
    return dict(found) if isinstance(found, dict) else {}


def add_kind(by: User, words: str) -> str:
    """
    Add a kind; returns its code.

    Raises
    ------
    KindRefused
        taken, unclear, many.
    """
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    with transaction():
        known = added_kinds()
        if not code:
            raise KindRefused("unclear")
        taken = {**KINDS, **known}
        if code in taken or words.lower() in {str(text).lower() for text in taken.values()}:
            raise KindRefused("taken")
        if len(known) >= MOST:
            raise KindRefused("many")
        set_setting(by.id, SETTING, {**known, code: words})
    return code


def remove_kind(by: User, code: str) -> None:
    """
    Remove a kind that was added and is not used; unknown ones are gone already.

    Raises
    ------
    KindRefused
        used.
    """
    with transaction():
        known = added_kinds()
        if code not in known:
            return
        if code in used_kinds():
            raise KindRefused("used")
        set_setting(by.id, SETTING, {each: words for each, words in known.items() if each != code})


def used_kinds() -> frozenset[str]:
    """Codes of the kinds that any need or offer has."""
    needed = select(Need.kind).group_by(Need.kind)
    offered = select(Offer.kind).group_by(Offer.kind)
    return frozenset((*db.session.scalars(needed), *db.session.scalars(offered)))

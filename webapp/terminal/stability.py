"""What ``match --max-changes`` says: which of last week's proposals stay, and what the limit costs."""

from matcher.changes import Stability
from webapp.words import number, percent


def stability_lines(found: Stability) -> tuple[tuple[str, str], ...]:
    """Label and text of each line."""
    return ("Änderungen", _changes(found)), ("Preis", _price(found))


def _changes(found: Stability) -> str:
    of = found.kept + found.changed
    changed = "1 ändert sich" if found.changed == 1 else f"{found.changed} ändern sich"
    text = f"{found.kept} von {of} Vorschlägen der Vorwoche bleiben, {changed}; erlaubt sind höchstens"
    text += f" {found.max_changes}"
    if found.impossible:
        text += f". Nicht mehr möglich und nicht mitgezählt: {found.impossible}"
    return text


def _price(found: Stability) -> str:
    if not found.binding and found.free.status == "optimal":
        return "keiner, auch ohne Grenze ändert sich nicht mehr"
    free, result = found.free.service, found.result.service
    parts = [_service_price(found), f"{result.served} statt {free.served} Bedarfe versorgt", _cost_price(found)]
    return "gegenüber der Woche ohne Grenze " + "; ".join(parts)


def _service_price(found: Stability) -> str:
    price = found.service_price
    share = percent(price / max(1.0, found.free.service.bound))
    most = "" if found.service_is_exact else "höchstens "
    return f"{most}{number(price)} Punkte Nutzen ({share})"


def _cost_price(found: Stability) -> str:
    if not found.same_service:
        difference = found.cost_price
        more = f"{number(abs(difference))} Minuten {'weniger' if difference < 0 else 'mehr'}"
        return f"bei diesem Nutzen {more} Aufwand"
    is_exact = found.most_cost_price == found.cost_price and found.result.status == "optimal"
    most = "" if is_exact else "höchstens "
    return f"{most}{number(found.most_cost_price)} Minuten Aufwand"

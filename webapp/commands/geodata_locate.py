"""``lokal-willkommen geodata locate`` and ``geodata travel``: what the imported data and the named servers say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.terminal.failures import ANYTHING_ELSE, BadUse

if TYPE_CHECKING:
    from geodata.geocoding import Located, Place


def locate(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Etwa „Hauptstraße 5, 44309 Dortmund“.")],
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Der Bestand; sonst der aus den Einstellungen (LW_GEODATA_FILE)."),
    ] = None,
) -> None:
    """Eine Adresse suchen: alle Orte, die es sein können, der beste zuerst, und wie er gefunden ist."""
    from geodata.errors import InvalidServer, InvalidStore
    from webapp.geography import Geography
    from webapp.settings import Settings

    settings = Settings()
    if store is not None:
        if not store.is_file():
            raise BadUse("Diesen Bestand gibt es nicht; geodata import legt ihn an.")
        settings = settings.model_copy(update={"geodata_file": str(store)})
    try:
        found = Geography(settings).geocoder().locate(address)
    except InvalidStore:
        raise BadUse("Die Datei ist kein Bestand, den diese Fassung des Programms lesen kann.") from None
    except InvalidServer as error:
        raise BadUse(f"LW_NOMINATIM_URL: {error}") from None
    _print_found(found)
    if found.best is None:
        raise typer.Exit(ANYTHING_ELSE)


def travel(
    start: Annotated[str, typer.Option("--from", metavar="LAT,LON", help="Woher, in Grad.")],
    end: Annotated[str, typer.Option("--to", metavar="LAT,LON", help="Wohin, in Grad.")],
    mode: Annotated[Literal["foot", "bike", "transit", "car"], typer.Option(help="Womit.")] = "transit",
) -> None:
    """Die Minuten eines Weges und woher sie stammen: Tabelle, Server oder Schätzung, wie in den Einstellungen."""
    import numpy as np

    from webapp.settings import Settings
    from webapp.travel import sources_of
    from webapp.words import MODES, source_words

    places = [_point("--from", start), _point("--to", end)]
    journeys = sources_of(Settings()).minutes(
        traveller_ids=["from"],
        travellers=np.array(places[:1]),
        modes=[mode],
        place_ids=["to"],
        places=np.array(places[1:]),
    )
    minutes = int(journeys.minutes[0, 0])
    print(f"{minutes} {'Minute' if minutes == 1 else 'Minuten'} {MODES[mode]}: {source_words(journeys.source(0, 0))}")


def _print_found(found: "Located") -> None:
    from webapp.place_words import note_words

    if found.best is not None:
        print(_line(found.best))
    elif not found.candidates:
        print("Nicht gefunden.")
    for note in note_words(found):
        print(note)
    others = [place for place in found.candidates if place != found.best]
    if others:
        print("Auch möglich:" if found.best is not None else "Möglich:")
    for place in others:
        print(f"  {_line(place)}")


def _line(place: "Place") -> str:
    from webapp.place_words import how_words
    from webapp.words import printable

    return f"{printable(place.label)} ({place.latitude:.6f}, {place.longitude:.6f}): {how_words(place)}"


def _point(option: str, text: str) -> tuple[float, float]:
    """Latitude and longitude."""
    latitude, _, longitude = text.partition(",")
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        point = float("nan"), float("nan")
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise BadUse(f"{option}: bitte Breite und Länge in Grad, mit Punkt und durch ein Komma getrennt: 51.51,7.46")
    return point

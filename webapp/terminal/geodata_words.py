"""German sentences for what was found in an operator's files."""

from collections.abc import Mapping, Sequence

from geodata.findings import Finding
from webapp.words import number, printable

MOST_CODES = 8
FINDINGS: Mapping[str, str] = {
    "no_file": "Die Datei gibt es nicht, oder sie lässt sich nicht lesen.",
    "empty_file": "Die Datei ist leer.",
    "binary_file": "Das ist keine Textdatei, sondern etwa ein Bild, ein Archiv oder eine Excel-Tabelle.",
    "web_page": "Das ist eine Webseite oder XML, weder GeoJSON noch CSV.",
    "not_utf8": "Byte {amount} gehört zu keinem Text in UTF-8; bitte in UTF-8 speichern.",
    "not_json": "Das ist kein gültiges JSON (Zeile {row}, Spalte {amount}).",
    "json_too_deep": "Das JSON ist zu tief verschachtelt oder enthält eine endlose Zahl.",
    "not_geojson": "Das ist kein GeoJSON mit einer FeatureCollection (gefunden: {found}).",
    "no_features": "Kein Gebiet darin lässt sich verwenden.",
    "unknown_crs": "Koordinatensystem {found}: gelesen werden nur EPSG:4326 (Grad) und EPSG:25832 (Meter, UTM-Zone "
    "32). Bitte umrechnen lassen oder, falls die Angabe falsch ist, das richtige mit --epsg nennen.",
    "unknown_range": "Koordinaten wie {found} sind in Deutschland weder Grad (EPSG:4326) noch Meter (EPSG:25832).",
    "axes_swapped": "Koordinaten wie {found}: Länge und Breite sind vertauscht; erst kommt die Länge (Ost), dann die "
    "Breite (Nord).",
    "unknown_table": "Das ist keine Tabelle mit Kopfzeile, deren Spalten ; oder , trennt.",
    "no_header": "Die erste Zeile hat Angaben statt Namen von Spalten; bitte eine Kopfzeile davorsetzen.",
    "no_column": "Es fehlt eine Spalte für {column}. Vorhanden: {found}.",
    "no_rows": "Keine Zeile darin lässt sich verwenden.",
    "no_property": "Kein Gebiet hat eine Eigenschaft „{field}“. Vorhanden: {found}.",
    "no_code": "Gebiet Nr. {row} hat in „{field}“ keinen Schlüssel.",
    "duplicate_code": "Schlüssel {codes} kommt {amount}-mal vor.",
    "bad_coordinates": "{who}: die Koordinaten sind keine Zahlenpaare.",
    "off_range": "{who}: liegt nicht in Deutschland, etwa mit {found}.",
    "invalid_ring": "{who}: ungültiger Umriss, {reason}{place}; --mend behebt es, wo das geht.",
    "mended": "{who}: ungültiger Umriss behoben, {reason}{place}; die Fläche ändert sich um {amount} m².",
    "no_polygon": "{who}: kein Polygon (gefunden: {found}).",
    "number_as_code": "Schlüssel in „{field}“, die Zahlen statt Texte sind: {amount}; führende Nullen wären verloren.",
    "no_name": "Gebiete ohne Namen: {amount}{which}; dafür steht der Schlüssel.",
    "other_codes": "Schlüssel, die das Programm auf dieser Ebene nicht kennt: {codes}. Stehen die bekannten in einer "
    "anderen Eigenschaft, bitte mit --code nennen.",
    "other_level": "Das sind die Gebiete der Ebene {found}; mit --level {found} ersetzen sie schematische Umrisse.",
    "overlap": "{codes} überlappen sich auf {amount} m²{place}.",
    "far_off": "{codes}: {amount} m entfernt von allen anderen{place}.",
    "thin_overlap": "{codes} überlappen sich schmal, auf {amount} m²{place}.",
    "gap": "Lücke von {amount} m² zwischen {codes}{place}.",
    "thin_gap": "Schmale Lücke von {amount} m² zwischen {codes}{place}.",
    "apart": "Die Grenzen von {codes} laufen {amount} m nebeneinander her, ohne sich zu berühren{place}.",
    "island": "{codes}: eine Insel, {amount} m entfernt vom Rest{place}.",
    "unknown_parent": "{codes}: das übergeordnete Gebiet „{found}“ aus „{field}“ kennt keine Ebene.",
    "outside_parent": "{part} liegt außerhalb von {whole}, zu dem es gehört{place}.",
    "lost_parent": "Auf der Ebene {found} verlieren Gebiete ihr übergeordnetes: {codes}.",
    "row_length": "Zeile {row}: {amount} statt {found} Spalten.",
    "bad_cell": "Zeile {row}: in „{field}“ steht {cell}.",
    "off_land": "Zeile {row}: die Stelle liegt nicht in Deutschland.",
    "postcode_twice": "Zeile {row}: Postleitzahl {codes} steht schon weiter oben; die gilt.",
    "duplicate_row": "Adressen, die schon weiter oben stehen: {amount}, die erste in Zeile {row}.",
    "unknown_area": "Adressen mit Gebieten, die keine Ebene kennt: {amount} ({codes}).",
    "addresses_outside": "Adressen in keinem Gebiet der Ebene {field}: {amount}.",
}
COLUMNS: Mapping[str, str] = {
    "street": "die Straße (strasse, street)",
    "number": "die Hausnummer (hausnummer, hnr)",
    "postcode": "die Postleitzahl (plz)",
    "latitude": "die Breite (lat, breite; in Metern: y, nord)",
    "longitude": "die Länge (lon, laenge; in Metern: x, ost)",
    "north": "den Nordwert (y, nord)",
    "east": "den Ostwert (x, ost)",
}
_CELLS = {"nothing": "nichts", "a text": "etwas, das nicht dorthin passt"}
REASONS: Mapping[str, str] = {
    "Self-intersection": "er schneidet sich selbst",
    "Ring Self-intersection": "er berührt sich selbst",
    "Hole lies outside shell": "ein Loch liegt außerhalb",
    "Holes are nested": "Löcher liegen ineinander",
    "Nested shells": "Teile liegen ineinander",
    "Interior is disconnected": "ein Loch zerteilt ihn",
    "Duplicate Rings": "ein Ring steht doppelt da",
    "Too few points in geometry component": "zu wenige Punkte",
    "fewer than 4 positions": "weniger als 4 Punkte",
    "Ring is not closed": "ein Ring ist nicht geschlossen",
    "no surface": "ohne Fläche",
    "invalid in metres": "in Metern überschneidet er sich",
}
"""GEOS's words and ours for what makes a shape invalid."""


def finding_words(finding: Finding) -> str:
    """One sentence for a finding."""
    codes = codes_words(finding.codes)
    words = FINDINGS[finding.kind].format(
        amount=_amount(finding.amount),
        cell=_CELLS.get(finding.found, finding.found),
        codes=codes,
        column=COLUMNS.get(finding.field, finding.field),
        field=finding.field,
        found={"nothing": "nichts"}.get(finding.found, finding.found),
        part=finding.codes[0] if finding.codes else "",
        place=_place(finding.place),
        reason=REASONS.get(finding.found, finding.found),
        row=finding.row,
        which=f" ({codes})" if codes else "",
        who=codes or f"Gebiet Nr. {finding.row}",
        whole=finding.codes[-1] if finding.codes else "",
    )
    return printable(words)


def codes_words(codes: Sequence[str]) -> str:
    """``a, b und c``, at most a few of them."""
    shown = list(codes[:MOST_CODES])
    if len(codes) > MOST_CODES:
        return f"{', '.join(shown)} und {len(codes) - MOST_CODES} weitere"
    return " und ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _amount(amount: float | None) -> str:
    if amount is None:
        return ""
    return number(round(amount) if amount >= 10 else round(amount, 2))


def _place(place: tuple[float, float] | None) -> str:
    """With decimal points, as maps on the screen want to have it."""
    return f" (bei {place[0]:.5f}, {place[1]:.5f})" if place is not None else ""

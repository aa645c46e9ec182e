"""Boundaries in GeoJSON: every feature with its code and shape, or a finding that names it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Shape
from geodata.findings import Finding, Unreadable
from geodata.reference_system import ReferenceSystem, system_of
from geodata.shaping import built

FEATURE_ID = "id"
"""Stands for the feature's own ``id``, which is beside its properties, where no property has that name."""
CODE_NAMES = ("code", "schluessel", "schlüssel", "kennung", "nummer", "nr", "key", FEATURE_ID)
NAME_NAMES = ("name", "bezeichnung", "bezeich", "gebietsname", "title")
_LARGEST_COORDINATE = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """
    Which properties hold what; None leaves it to the program, which takes a usual name.

    Attributes
    ----------
    code, name, parent
        Names of properties; ``id`` is the feature's own id where no property is called so.
    """

    code: str | None = None
    name: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """
    One area as it stands in the file.

    Attributes
    ----------
    code
        As text, with leading zeros.
    name
        The code where the file has no name.
    shape
        Valid; longitude and latitude in degrees.
    properties
        All of them, texts as the file has them.
    """

    code: str
    name: str
    shape: Shape
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """
    What a file of boundaries holds.

    Attributes
    ----------
    features
        Those that can be used, in the order of their codes; a code stands once.
    system
        Coordinate system of the file.
    fields
        The properties code and name were taken from; name is None where there was none.
    findings
        What is wrong with the others.
    """

    features: tuple[Feature, ...]
    system: ReferenceSystem
    fields: Fields
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Raw:
    """A feature on its way: what was found for it so far."""

    row: int
    code: str | None
    name: str | None
    properties: Mapping[str, Any]
    rings: list[list[NDArray[np.float64]]] = field(default_factory=list)


def read_boundaries(text: str, fields: Fields, *, epsg: int | None = None, mend: bool = False) -> Boundaries:
    """
    The areas in a GeoJSON text.

    Parameters
    ----------
    epsg
        Coordinate system, 4326 or 25832; None reads it from the file or assumes it from the coordinates.
    mend
        Whether rings that cross themselves or are not closed are mended; each one mended is a finding.

    Raises
    ------
    Unreadable
        When the text is no GeoJSON with features, its coordinate system is another one, or a property that was asked
        for stands in no feature.
    """
    document = _collection(text)
    found = document["features"]
    fields = _fields(found, fields)
    findings: list[Finding] = []
    raw = [_raw(row, feature, fields, findings) for row, feature in enumerate(found, start=1)]
    drawn = [feature for feature in raw if feature.rings]
    if not drawn:
        raise Unreadable(*findings, Finding(kind="no_features"))
    points = np.concatenate([ring for feature in drawn for polygon in feature.rings for ring in polygon])
    system = system_of(points, option=epsg, named=_crs_name(document))
    findings += _code_findings(raw, fields)
    features = [_feature(each, system, findings, mend=mend) for each in drawn]
    return Boundaries(features=_first_of_each_code(features), system=system, fields=fields, findings=tuple(findings))


def _collection(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(Finding(kind="not_json", row=error.lineno, amount=error.colno)) from None
    except (RecursionError, ValueError):
        # Python refuses whole numbers of thousands of digits.
        raise Unreadable(Finding(kind="json_too_deep")) from None
    if not isinstance(document, dict):
        raise Unreadable(Finding(kind="not_geojson", found=type(document).__name__))
    if document.get("type") != "FeatureCollection":
        raise Unreadable(Finding(kind="not_geojson", found=str(document.get("type"))[:60]))
    if not isinstance(document.get("features"), list):
        raise Unreadable(Finding(kind="no_features"))
    if not document["features"]:
        raise Unreadable(Finding(kind="no_features"))
    return document


def _crs_name(document: Mapping[str, Any]) -> str | None:
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) and name else "no name"


def _fields(features: Sequence[Any], asked: Fields) -> Fields:
    """The properties to read, those asked for or the usual ones."""
    names = Counter(name for feature in features for name in _all_properties(feature))
    if not names:
        raise Unreadable(Finding(kind="no_property", field="code", found="nothing"))
    missing = [name for name in (asked.code, asked.name, asked.parent) if name is not None and name not in names]
    if missing:
        raise Unreadable(*(Finding(kind="no_property", field=name, found=", ".join(names)[:200]) for name in missing))
    code = asked.code or _usual(names, CODE_NAMES)
    if code is None:
        raise Unreadable(Finding(kind="no_property", field="code", found=", ".join(names)[:200]))
    return Fields(code=code, name=asked.name or _usual(names, NAME_NAMES), parent=asked.parent)


def _usual(names: Iterable[str], usual: Sequence[str]) -> str | None:
    small = {name.casefold(): name for name in names}
    return next((small[name] for name in usual if name in small), None)


def _all_properties(feature: Any) -> dict[str, Any]:
    """Its properties, and its own id among them where no property has that name."""
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties")
    own = {FEATURE_ID: feature["id"]} if feature.get("id") is not None else {}
    return {**own, **(properties if isinstance(properties, dict) else {})}


def _raw(row: int, feature: Any, fields: Fields, findings: list[Finding]) -> _Raw:
    properties = _all_properties(feature)
    result = _Raw(row, as_text(properties.get(str(fields.code))), as_text(properties.get(str(fields.name))), properties)
    codes = (result.code,) if result.code else ()
    if result.code is None:
        findings.append(Finding(kind="no_code", row=row, field=str(fields.code)))
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or coordinates == []:
        found = str(kind)[:60] if coordinates != [] and kind else "nothing"
        findings.append(Finding(kind="no_polygon", codes=codes, row=row, found=found))
        return result
    try:
        result.rings = _rings(coordinates if kind == "MultiPolygon" else [coordinates])
    except (TypeError, ValueError):
        findings.append(Finding(kind="bad_coordinates", codes=codes, row=row))
    return result


def as_text(value: object) -> str | None:
    """A code or name as text; None for anything that is none. Whole numbers are written without a decimal point."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int):
        return str(value).strip() or None
    return None


def _rings(polygons: Any) -> list[list[NDArray[np.float64]]]:
    """
    Every ring of every polygon as ``(n, 2)`` numbers.

    Raises
    ------
    TypeError, ValueError
        When they are something else.
    """
    result = [[_ring(ring) for ring in polygon] for polygon in polygons]
    if not all(result):
        raise ValueError("a polygon without rings")
    return result


def _ring(ring: Any) -> NDArray[np.float64]:
    # Left to itself, numpy would also make numbers of texts.
    positions = np.asarray(ring)
    if positions.dtype.kind not in "if" or positions.ndim != 2 or positions.shape[1] < 2:
        raise ValueError("no list of positions")
    # A comparison with NaN is false, so this refuses it too.
    if not (np.abs(positions) < _LARGEST_COORDINATE).all():
        raise ValueError("no finite numbers")
    return positions[:, :2].astype(np.float64)


def _code_findings(raw: Sequence[_Raw], fields: Fields) -> list[Finding]:
    """Codes that stand twice, codes that are numbers, names that are missing."""
    rows: dict[str, list[int]] = {}
    for feature in raw:
        if feature.code is not None:
            rows.setdefault(feature.code, []).append(feature.row)
    findings = [
        Finding(kind="duplicate_code", codes=(code,), row=numbers[1], amount=len(numbers))
        for code, numbers in rows.items()
        if len(numbers) > 1
    ]
    as_numbers = sum(not isinstance(feature.properties.get(str(fields.code)), str) for feature in raw if feature.code)
    if as_numbers:
        findings.append(Finding(kind="number_as_code", field=str(fields.code), amount=as_numbers))
    nameless = tuple(sorted(feature.code for feature in raw if feature.code and feature.name is None))
    if nameless:
        codes = nameless if len(nameless) < len(raw) else ()
        findings.append(Finding(kind="no_name", field=fields.name or "", codes=codes, amount=len(nameless)))
    return findings


def _feature(raw: _Raw, system: ReferenceSystem, findings: list[Finding], *, mend: bool) -> Feature | None:
    codes = (raw.code,) if raw.code else ()
    points = np.concatenate([ring for polygon in raw.rings for ring in polygon])
    if not (inside := system.holds(points)).all():
        outside = points[~inside]
        found = f"{outside[0][0]:.6g} / {outside[0][1]:.6g}"
        findings.append(Finding(kind="off_range", codes=codes, row=raw.row, found=found, amount=len(outside)))
        return None
    shaped = built(raw.rings, system, mend=mend)
    if shaped.fault:
        findings.append(
            Finding(
                kind="invalid_ring" if shaped.shape is None else "mended",
                codes=codes,
                row=raw.row,
                found=shaped.fault.reason,
                amount=None if shaped.shape is None else shaped.changed_square_metres,
                place=shaped.fault.place,
            )
        )
    if shaped.shape is None or raw.code is None:
        return None
    return Feature(code=raw.code, name=raw.name or raw.code, shape=shaped.shape, properties=raw.properties)


def _first_of_each_code(features: Iterable[Feature | None]) -> tuple[Feature, ...]:
    found: dict[str, Feature] = {}
    for feature in features:
        if feature is not None:
            found.setdefault(feature.code, feature)
    return tuple(found[code] for code in sorted(found))

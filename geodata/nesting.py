"""Areas from the features of a file: under which codes they are kept, and which larger areas they are parts of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS, Area
from geodata.boundaries import Boundaries, Feature, as_text
from geodata.districts import stadtbezirke, statistical_districts
from geodata.findings import Finding
from geodata.register import plain

Codes = Mapping[str, Collection[str]]
"""The codes of each level that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """
    The areas of one level.

    Attributes
    ----------
    areas
        In the order of their codes.
    parent_field, parent_level
        Property the parents were taken from and the level they are of; None without parents.
    renamed
        How many codes were written as this project writes them: ``hoerde`` for ``Hörde``.
    findings
        Parents nobody knows, codes that are not those of this project, and a level that is one of this project's.
    """

    areas: tuple[Area, ...]
    parent_field: str | None
    parent_level: str | None
    renamed: int
    findings: tuple[Finding, ...]


def published_codes() -> dict[str, frozenset[str]]:
    """The codes of the two levels this project knows by itself."""
    return {
        STADTBEZIRKE: frozenset(district.code for district in stadtbezirke()),
        STATISTICAL_DISTRICTS: frozenset(district.code for district in statistical_districts()),
    }


def project_code(level: str, code: str) -> str:
    """The code as this project writes it, where it means one of its districts; else as it is."""
    key = plain(code).replace(" ", "-")
    return key if key in published_codes().get(level, ()) else code


def nested(level: str, boundaries: Boundaries, known: Codes) -> Nested:
    """
    The areas of a level, under the project's codes and with their parents.

    Parameters
    ----------
    known
        Codes of all other levels. Without a property for the parents, the one is taken whose values all are codes of
        a level with fewer areas; of several such, the one with the most different values.
    """
    features = _renamed(level, boundaries.features)
    others = {name: codes for name, codes in {**published_codes(), **known}.items() if name != level}
    asked = boundaries.fields.parent
    field, larger = (asked, _best_level(features, asked, others)) if asked else _guessed(features, boundaries, others)
    areas: list[Area] = []
    unknown: defaultdict[str, list[str]] = defaultdict(list)
    for code, feature in features.items():
        value = as_text(feature.properties.get(field)) if field else None
        parent = project_code(larger, value) if larger and value else None
        known_parent = parent if larger and parent in others[larger] else None
        if field and known_parent is None:
            unknown[value or ""].append(code)
        areas.append(_area(level, code, feature, known_parent, larger))
    findings = [
        Finding(kind="unknown_parent", codes=tuple(codes), field=field or "", found=value or "nothing")
        for value, codes in sorted(unknown.items())
    ]
    return Nested(
        areas=tuple(areas),
        parent_field=field,
        parent_level=larger,
        renamed=sum(code != feature.code for code, feature in features.items()),
        findings=(*findings, *_other_codes(level, features, boundaries.fields.code)),
    )


def _area(level: str, code: str, feature: Feature, parent: str | None, larger: str | None) -> Area:
    return Area(
        level=level,
        code=code,
        name=feature.name,
        parent=parent,
        parent_level=larger if parent is not None else None,
        shape=feature.shape,
    )


def _renamed(level: str, features: Sequence[Feature]) -> dict[str, Feature]:
    """By code; two that would get the same code keep their own."""
    wanted = [project_code(level, feature.code) for feature in features]
    unique = len(set(wanted)) == len(wanted)
    return dict(sorted(zip(wanted if unique else [each.code for each in features], features, strict=True)))


def _other_codes(level: str, features: Mapping[str, Feature], field: str | None) -> list[Finding]:
    published = published_codes()
    if level in published:
        others = tuple(sorted(set(features) - published[level]))
        return [Finding(kind="other_codes", codes=others, field=field or "", amount=len(others))] if others else []
    # Under the level's own name they would take the place of the schematic outlines.
    meant = [name for name, codes in published.items() if {project_code(name, code) for code in features} == codes]
    return [Finding(kind="other_level", field=level, found=name) for name in meant]


def _best_level(features: Mapping[str, Feature], field: str, others: Codes) -> str | None:
    """The level that knows the most of a property's values; None where none knows any."""
    hits = {level: len(_values(features, field, level) & set(codes)) for level, codes in others.items()}
    best = max(hits, key=lambda level: hits[level], default=None)
    return best if best is not None and hits[best] else None


def _guessed(
    features: Mapping[str, Feature], boundaries: Boundaries, others: Codes
) -> tuple[str, str] | tuple[None, None]:
    used = {boundaries.fields.code, boundaries.fields.name}
    names = sorted({name for feature in features.values() for name in feature.properties} - used)
    fitting = [
        (len(values), name, level)
        for name in names
        for level, codes in sorted(others.items())
        if len(codes) < len(features) and (values := _values(features, name, level)) and values <= set(codes)
    ]
    if not fitting:
        return None, None
    _, name, level = max(fitting, key=lambda each: each[0])
    return name, level


def _values(features: Mapping[str, Feature], field: str, level: str) -> set[str]:
    """The different values of a property as codes of a level; an empty code, which no level has, where none is."""
    return {project_code(level, as_text(feature.properties.get(field)) or "") for feature in features.values()}

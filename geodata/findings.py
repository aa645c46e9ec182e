"""What is wrong or strange in an operator's file, told by a code and numbers, and whether it may be imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["refused", "mendable", "acceptable", "warning"]

SEVERITIES: Mapping[str, Severity] = {
    # the file
    "no_file": "refused",
    "empty_file": "refused",
    "binary_file": "refused",
    "web_page": "refused",
    "not_utf8": "refused",
    "not_json": "refused",
    "json_too_deep": "refused",
    "not_geojson": "refused",
    "no_features": "refused",
    "unknown_crs": "refused",
    "unknown_range": "refused",
    "axes_swapped": "refused",
    "unknown_table": "refused",
    "no_header": "refused",
    "no_column": "refused",
    "no_rows": "refused",
    # a feature
    "no_property": "refused",
    "no_code": "refused",
    "duplicate_code": "refused",
    "bad_coordinates": "refused",
    "off_range": "refused",
    "invalid_ring": "mendable",
    "mended": "warning",
    "no_polygon": "acceptable",
    "number_as_code": "warning",
    "no_name": "warning",
    "other_codes": "warning",
    "other_level": "warning",
    # the coverage
    "overlap": "acceptable",
    "far_off": "acceptable",
    "thin_overlap": "warning",
    "gap": "warning",
    "thin_gap": "warning",
    "apart": "warning",
    "island": "warning",
    # the larger areas
    "unknown_parent": "acceptable",
    "outside_parent": "warning",
    "lost_parent": "acceptable",
    # a row
    "row_length": "acceptable",
    "bad_cell": "acceptable",
    "off_land": "acceptable",
    "postcode_twice": "acceptable",
    "duplicate_row": "warning",
    "unknown_area": "warning",
    "addresses_outside": "warning",
}
"""
What a finding means for an import.

``refused``: nobody can make use of it, the file must be changed. ``mendable``: refused unless the operator asks to
mend it. ``acceptable``: refused unless the operator accepts it; what is wrong is then left out or kept as it is.
``warning``: imported all the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing that is wrong or strange.

    Attributes
    ----------
    kind
        A key of `SEVERITIES`.
    codes
        Codes of the areas concerned, in order; of a part and its larger area the part first.
    row
        Number of the feature, the first one is 1, or of the line in the file of a table; None where nothing has one.
    field
        Column, property or option concerned; empty when the whole record is meant.
    found
        What stands there, in few words; never an address.
    amount
        How much, in the unit of the kind: square metres for overlaps and gaps and what mending changed, metres for
        distances and borders, a number of records otherwise; None where there is nothing to measure.
    place
        Latitude and longitude of the spot; None without one.
    """

    kind: str
    codes: tuple[str, ...] = ()
    row: int | None = None
    field: str = ""
    found: str = ""
    amount: float | None = None
    place: tuple[float, float] | None = None

    @property
    def severity(self) -> Severity:
        """What it means for an import."""
        return SEVERITIES[self.kind]

    def __str__(self) -> str:
        parts = [self.kind]
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [", ".join(self.codes)] if self.codes else []
        parts += [self.field] if self.field else []
        parts += [f"found {self.found}"] if self.found else []
        parts += [f"{self.amount:g}"] if self.amount is not None else []
        return ": ".join(parts)


def refusing(findings: Iterable[Finding], *, accept: bool) -> tuple[Finding, ...]:
    """The findings that stand against an import, given whether the operator accepts what may be accepted."""
    harmless = ("warning", "acceptable") if accept else ("warning",)
    return tuple(finding for finding in findings if finding.severity not in harmless)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by kind, the largest of each first."""
    gravity, kinds = ("refused", "mendable", "acceptable", "warning"), list(SEVERITIES)
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                gravity.index(finding.severity),
                kinds.index(finding.kind),
                -(finding.amount or 0),
                finding.row or 0,
                finding.codes,
            ),
        )
    )


class Unreadable(Exception):
    """A file of which nothing can be used; carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))

"""Great-circle distances in kilometres between many points at once."""

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the WGS84 ellipsoid."""

POSITION_ON_GLOBE = "latitude -90 to 90 and longitude -180 to 180 degrees"
"""What a message says it expected when `on_globe` is false."""


def on_globe(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each of the ``(n, 2)`` points whether `POSITION_ON_GLOBE` holds; not a number is not on it."""
    latitude, longitude = np.abs(points).T
    result: NDArray[np.bool_] = (latitude <= 90) & (longitude <= 180)
    return result


def great_circle_km(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return the distance from every start to every end, in kilometres.

    Same value as the haversine formula: with the chord c between two points of the unit sphere,
    sin(angle / 2) = c / 2, hence km = 2 * EARTH_RADIUS_KM * arcsin(c / 2).

    Parameters
    ----------
    starts
        ``(n, 2)``: latitude and longitude in degrees, WGS84.
    ends
        ``(m, 2)``, likewise.

    Returns
    -------
    ``(n, m)``; exactly 0 where start and end are the same.
    """
    return km_between_vectors(unit_vectors(starts), unit_vectors(ends))


def unit_vectors(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ``(n, 2)`` points in degrees as ``(3, n)`` vectors from the centre of a sphere of radius 1."""
    latitude, longitude = np.radians(np.ascontiguousarray(points.T, dtype=np.float64))
    parallel_radius = np.cos(latitude)
    return np.stack((parallel_radius * np.cos(longitude), parallel_radius * np.sin(longitude), np.sin(latitude)))


def km_between_vectors(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ``(n, m)`` kilometres between ``(3, n)`` and ``(3, m)`` unit vectors."""
    # Differences, not dot products: next door the cosine of the angle is so close to 1 that no digits are left.
    squared_chord = np.subtract.outer(starts[0], ends[0])
    squared_chord *= squared_chord
    step = np.empty_like(squared_chord)
    for axis in (1, 2):
        np.subtract.outer(starts[axis], ends[axis], out=step)
        step *= step
        squared_chord += step
    half_chord = np.sqrt(squared_chord, out=squared_chord)
    half_chord /= 2
    # Opposite points can end a last digit above 1, where arcsin has no value.
    np.minimum(half_chord, 1.0, out=half_chord)
    km: NDArray[np.float64] = np.arcsin(half_chord, out=half_chord)
    km *= 2 * EARTH_RADIUS_KM
    return km

"""Travel minutes for tests, small enough to add up in the head."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

TEN_MINUTES = 10


class Ways:
    """Ten minutes from everybody to everywhere, but for ways named otherwise: ``Ways(v1_to_n1=31)``."""

    def __init__(self, *, sources: Mapping[tuple[str, str], str] | None = None, **minutes: int) -> None:
        self.by_pair = {tuple(pair.split("_to_")): found for pair, found in minutes.items()}
        self.sources = sources or {}

    def minutes(self, *, traveller_ids: Sequence[str], place_ids: Sequence[str], **positions: Any) -> "Answer":
        """The whole table, as the matcher asks for it."""
        assert positions["travellers"].shape == (len(traveller_ids), 2)
        assert positions["places"].shape == (len(place_ids), 2)
        assert len(positions["modes"]) == len(traveller_ids)
        return Answer(self, traveller_ids, place_ids)

    def reach_km(self, **limit: Any) -> float:
        """These minutes have nothing to do with distance."""
        return inf


class Answer:
    """Minutes of one question, with their sources."""

    def __init__(self, ways: Ways, traveller_ids: Sequence[str], place_ids: Sequence[str]) -> None:
        self.ways, self.traveller_ids, self.place_ids = ways, traveller_ids, place_ids
        minutes = [[ways.by_pair.get((t, p), TEN_MINUTES) for p in place_ids] for t in traveller_ids]
        self.minutes = np.array(minutes, dtype=np.int32).reshape(len(traveller_ids), len(place_ids))

    def source(self, traveller: int, place: int) -> str:
        """``estimate`` unless told otherwise."""
        return self.ways.sources.get((self.traveller_ids[traveller], self.place_ids[place]), "estimate")

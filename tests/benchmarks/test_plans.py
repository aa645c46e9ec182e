from tests.benchmarks.plans import HEADINGS, row
from tests.benchmarks.process import Ended


def test_a_row_has_a_cell_per_heading() -> None:
    ended = Ended(seconds=1.25, cpu_seconds=2.0, peak_mib=300.4, code=0, out="", err="")
    plan = {
        "k": 7,
        "status": "optimal",
        "largest": 1307,
        "imbalance": {"best": 1.5, "bound": 1.0},
        "travel": {"value": 24215, "bound": 24000, "gap": 0.008879},
    }
    cells = dict(zip(HEADINGS, row("62", "band", plan, ended), strict=True))
    assert (cells["k"], cells["largest"], cells["travel"], cells["gap"]) == ("7", "1,307", "24,215", "0.888 %")
    assert row("62", "none", {**plan, "imbalance": None}, ended)[8:10] == ("", "")

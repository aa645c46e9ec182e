"""How all figures are drawn: one palette that survives print and colour blindness, the same bytes each time."""

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import matplotlib
from matplotlib.figure import Figure

from scenarios.report.svg import presentable
from scenarios.simulation.outcome import Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Set once for the process: rc_context would undo the setting of another thread that is just drawing.
matplotlib.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "lokal-willkommen",
        "text.parse_math": False,
        "font.family": ["DejaVu Sans"],
        "hatch.linewidth": 0.6,
    }
)

ACCENT, WARM, GREY, DARK, PALE, LINE = "#0b5778", "#c05000", "#767676", "#212529", "#e8f2f7", "#c8cdd2"
CATCHMENTS = ("#77aadd", "#eedd88", "#44bb99", "#ffaabb", "#bbcc33", "#ee8866", "#99ddff", "#aaaa00", "#dddddd")
"""Paul Tol's light colours: told apart with any colour vision, pale enough for labels; maps carry numbers, too."""
HATCHES = ("", "///", "---", "xxx")
POLICY_LINES: dict[Policy, tuple[str, str]] = {
    "engine": (ACCENT, "-"),
    "first_come": (WARM, "--"),
    "most_urgent_nearest": (GREY, ":"),
}
"""Colour and dash by policy."""
LEVEL_LINES = ((ACCENT, "-", "o"), (WARM, "--", "s"), (GREY, ":", "^"), (DARK, "-.", "D"))
"""Colour, dash and marker by level of arrivals, from the fewest."""
HALO = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.9}
"""Behind words that may lie on lines."""
WIDTH_INCHES = 7.2
SMALL = 8
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def new_figure(height_inches: float) -> Figure:
    """An empty sheet as wide as a page's text."""
    return Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")


def plain_axes(axes: "Axes", *, grid: str = "y") -> None:
    """Calm axes: no box, pale lines along one direction, small figures."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LINE)
    axes.grid(axis=grid, color=LINE, linewidth=0.6)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL, length=2, color=LINE, labelcolor=DARK)


def write_numbers(axes: "Axes", axis: str, words: Callable[[float], str]) -> None:
    """Tick labels in the language of the report."""
    chosen = axes.xaxis if axis == "x" else axes.yaxis
    chosen.set_major_formatter(lambda value, _: words(value))


def finished(figure: Figure, *, name: str, title: str, description: str) -> str:
    """The figure as an SVG element; its name begins every id."""
    text = io.StringIO()
    with warnings.catch_warnings():
        # The font only measures here; whoever looks has one for the script of a name.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(text, format="svg", metadata=_METADATA)
    return presentable(text.getvalue(), prefix=f"fig-{name}", title=title, description=description)

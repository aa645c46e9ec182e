"""What maps without background pictures show: the middle of each district."""

from geodata import stadtbezirke


def districts_on_map() -> list[dict[str, object]]:
    """Code, name and centre of the Stadtbezirke, for the browser."""
    return [{"code": d.code, "name": d.name, "lat": d.latitude, "lon": d.longitude} for d in stadtbezirke()]

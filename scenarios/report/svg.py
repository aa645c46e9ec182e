"""matplotlib's SVG made fit for any page: no style text, ids of its own, told to those who do not see it, small."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_FONT = re.compile(r"(?P<before>.*?)(?P<size>[\d.]+)px\s+(?P<family>.+)", re.DOTALL)
_NO_TURN = re.compile(r"rotate\(-?0(\.0+)? [^)]*\)")
_WEIGHTS = ("bold", "bolder", "lighter", "normal")
FONT_FAMILY = "'DejaVu Sans', Verdana, Arial, sans-serif"


def presentable(text: str, *, prefix: str, title: str, description: str) -> str:
    """
    The SVG of matplotlib as one element that may stand in any page.

    Style declarations become presentation attributes, since a page with a strict content policy drops the former.

    Parameters
    ----------
    prefix
        Begins every id, so that several figures fit in one page.
    title, description
        Read to those who do not see the figure.
    """
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        _style_to_attributes(element)
        _shorten(element)
    _drop(root, ("metadata", "style"))
    _rename_ids(root, prefix)
    _unwrap_groups(root)
    _announce(root, prefix, title, description)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _style_to_attributes(element: ElementTree.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            _font_to_attributes(element, value)
        elif name and name != "font-family":
            element.set(name, value)


def _font_to_attributes(element: ElementTree.Element, value: str) -> None:
    """``bold 10px 'DejaVu Sans', sans-serif``: there is no attribute for the whole of it."""
    found = _FONT.fullmatch(value)
    if found is None:
        raise ValueError(f"font is {value!r}, expected a size in px and a family")
    element.set("font-size", f"{found['size']}px")
    for word in found["before"].split():
        if word in _WEIGHTS or word.isdecimal():
            element.set("font-weight", word)
        elif word in ("italic", "oblique"):
            element.set("font-style", word)


def _shorten(element: ElementTree.Element) -> None:
    element.text = element.text if element.text and element.text.strip() else None
    element.tail = None
    if _NO_TURN.fullmatch(element.get("transform", "")):
        del element.attrib["transform"]
    for name in ("d", "x", "y", "transform", "points"):
        if name in element.attrib:
            short = _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), element.attrib[name])
            element.set(name, " ".join(short.split()))


def _drop(root: ElementTree.Element, tags: tuple[str, ...]) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in tags]:
            parent.remove(child)


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        yield element.get(_HREF, "").removeprefix("#")
        for value in element.attrib.values():
            yield from _REFERENCE.findall(value)


def _rename_ids(root: ElementTree.Element, prefix: str) -> None:
    """Ids nobody refers to go; the others are numbered behind the prefix."""
    wanted = set(_references(root))
    ids: dict[str, str] = {}
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in wanted and old is not None:
            ids[old] = f"{prefix}-{len(ids) + 1}"
            element.set("id", ids[old])
    for element in root.iter():
        if _HREF in element.attrib:
            element.set("href", f"#{ids[element.attrib.pop(_HREF).removeprefix('#')]}")
        for name, value in element.attrib.items():
            if "url(#" in value:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{ids[found[1]]})", value))


def _unwrap_groups(parent: ElementTree.Element) -> None:
    """Groups that say nothing only cost bytes; empty lists of definitions too."""
    children: list[ElementTree.Element] = []
    for child in parent:
        _unwrap_groups(child)
        if child.tag == "g" and not child.attrib:
            children.extend(child)
        elif child.tag != "defs" or len(child):
            children.append(child)
    parent[:] = children


def _announce(root: ElementTree.Element, prefix: str, title: str, description: str) -> None:
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib.update(
        {
            "xmlns": _SVG,
            "width": "100%",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-text",
            "font-family": FONT_FAMILY,
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        }
    )
    for place, (tag, name, text) in enumerate((("title", "title", title), ("desc", "text", description))):
        told = ElementTree.Element(tag, {"id": f"{prefix}-{name}"})
        told.text = text
        root.insert(place, told)

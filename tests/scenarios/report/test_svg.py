"""SVG of matplotlib that any page may hold, whatever its content policy."""

import re
from xml.etree import ElementTree

import pytest

from scenarios.report.svg import presentable

WHOLE = """<?xml version="1.0" encoding="utf-8"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="20pt" height="10pt" viewBox="0 0 20 10"
 xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata>when</metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g id="figure_1">
  <defs><clipPath id="p1"><rect x="0" y="0" width="5" height="5"/></clipPath><path id="m1" d="M 0 0
L 0 3.46
" style="stroke: #000000"/></defs>
  <path id="line" d="M 1.234 2.0 L 3.456789 4" clip-path="url(#p1)"
   style="fill: none; stroke: #0b5778; stroke-width: 1.5"/>
  <use xlink:href="#m1" x="91.236364" y="1" style="stroke: #000000"/>
  <text style="font: bold 10px 'DejaVu Sans', sans-serif; text-anchor: middle"
   transform="rotate(-0 1 2)">A &lt; B</text>
  <text style="font-size: 8px; font-family: 'DejaVu Sans'" transform="rotate(-90 1.111 2)">C</text>
 </g>
</svg>"""


def made(text: str = WHOLE) -> ElementTree.Element:
    return ElementTree.fromstring(presentable(text, prefix="fig-x", title="Titel", description="Worte & Zahlen"))


def tags(root: ElementTree.Element) -> list[str]:
    return [element.tag.rpartition("}")[2] for element in root.iter()]


def test_style_text_becomes_attributes() -> None:
    root = made()
    assert "style" not in tags(root)
    assert all("style" not in element.attrib for element in root.iter())
    line = next(element for element in root.iter() if element.get("stroke-width") == "1.5")
    assert line.get("stroke") == "#0b5778"
    assert line.get("fill") == "none"


def test_font_in_one_declaration_is_taken_apart() -> None:
    first = next(element for element in made().iter() if element.text == "A < B")
    assert (first.get("font-size"), first.get("font-weight"), first.get("text-anchor")) == ("10px", "bold", "middle")


def test_font_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a size in px"):
        presentable(WHOLE.replace("bold 10px 'DejaVu Sans', sans-serif", "large"), prefix="x", title="", description="")


def test_ids_begin_with_the_prefix_and_all_references_find_theirs() -> None:
    text = presentable(WHOLE, prefix="fig-x", title="Titel", description="Worte")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) == 4  # clip path, marker, title, description
    assert all(one.startswith("fig-x-") for one in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text)) < set(ids)


def test_whoever_does_not_see_it_is_told() -> None:
    root = made()
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "fig-x-title fig-x-text"
    assert [element.text for element in root[:2]] == ["Titel", "Worte & Zahlen"]


def test_it_takes_the_width_of_its_place() -> None:
    root = made()
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("100%", None, "0 0 20 10")


def test_numbers_are_cut_to_a_tenth_of_a_point() -> None:
    assert 'd="M 1.2 2 L 3.5 4"' in presentable(WHOLE, prefix="x", title="", description="")


def test_what_says_nothing_is_left_out() -> None:
    root = made()
    assert "metadata" not in tags(root)
    assert "g" not in tags(root)
    assert all("rotate(-0" not in element.get("transform", "") for element in root.iter())
    assert any(element.get("transform") == "rotate(-90 1.1 2)" for element in root.iter())

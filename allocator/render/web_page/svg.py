"""What an SVG needs to stand in a page: a name for who does not see it, and words under the pointer."""

from __future__ import annotations

from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"


def finished(svg: str, title: str) -> str:
    """The drawing as one image with a name; each mark shows its own words under the pointer."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    for element in list(root.iter()):
        _tell(element)
    root.set("role", "img")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode")


def _tell(element: ElementTree.Element) -> None:
    """One image has one name; what a mark says of itself becomes the words under the pointer."""
    words = element.attrib.pop("aria-label", None)
    for name in ("role", "aria-roledescription", "aria-hidden"):
        element.attrib.pop(name, None)
    if words and element.tag == f"{{{_SVG}}}path":
        ElementTree.SubElement(element, f"{{{_SVG}}}title").text = words

"""Makes a drawing fit to stand in a page: no style attributes, no ids but its own, no size, the page's ink and font."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

INK = "#010203"
"""Drawn in this, a line or a word takes the colour of the page's text, in light and in dark."""

_LEFT_OUT = frozenset({"metadata", "style"})
_DROPPED = frozenset({"font-family", "font", "width", "height", "version", "style", "id", "href"})
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SIZE = re.compile(r"([\d.]+)px")
_NO_TURN = re.compile(r"rotate\(-?0[ )]")


def tidy(drawing: str, *, name: str, title: str, description: str) -> str:
    """Make an SVG drawing part of a page.

    Styles become attributes, for a page that allows no inline style; words take the page's font; ids that nothing
    refers to go, and the others begin with the drawing's name, so that several drawings do not mix.

    Args:
        drawing: A whole SVG document.
        name: Unique in the page; letters, digits and hyphens.
        title: Becomes the element with the id `{name}-title`.
        description: Becomes the element with the id `{name}-description`.
    """
    root = ET.fromstring(drawing)
    referred = {one for element in root.iter() for one in _references(element)}
    made = _rebuild(root, name, referred)
    made.attrib = {
        "class": "drawing",
        "viewBox": root.attrib["viewBox"],
        "focusable": "false",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        told = ET.Element(tag, {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        told.text = printable(words)
        made.insert(place, told)
    return ET.tostring(made, encoding="unicode")


def printable(words: str) -> str:
    r"""Put words on one line and replace what no XML document can hold.

    Example:
        >>> printable("two\n lines\x00") == "two lines\ufffd"
        True
    """
    return re.sub("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", " ".join(words.split()))


def _references(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if _local(name) == "href":
            yield value.removeprefix("#")
        yield from _REFERENCE.findall(value)


def _rebuild(element: ET.Element, name: str, referred: set[str]) -> ET.Element:
    made = ET.Element(_local(element.tag), dict(_attributes(element, name, referred)))
    made.text = element.text if made.tag == "text" else None
    for child in element:
        if _local(child.tag) in _LEFT_OUT:
            continue
        rebuilt = _rebuild(child, name, referred)
        if len(rebuilt) or rebuilt.tag not in ("g", "defs"):
            made.append(rebuilt)
    return made


def _attributes(element: ET.Element, name: str, referred: set[str]) -> Iterator[tuple[str, str]]:
    own = {_local(key): value for key, value in element.attrib.items()}
    if own.get("id") in referred:
        yield "id", f"{name}-{own['id']}"
    if "href" in own:
        yield "href", f"#{name}-{own['href'].removeprefix('#')}"
    is_shape = _local(element.tag) in ("rect", "svg")
    for key, value in (*own.items(), *_styles(own.get("style", ""))):
        if (key in _DROPPED and not (is_shape and key in ("width", "height"))) or _NO_TURN.match(value):
            continue
        if key == "d":
            value = " ".join(value.split())
        yield key, _REFERENCE.sub(rf"url(#{name}-\1)", value).replace(INK, "currentColor")


def _styles(style: str) -> Iterator[tuple[str, str]]:
    """Read declarations; of the short form `font`, only the size is kept."""
    for declaration in filter(str.strip, style.split(";")):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        yield key, value
        size = _SIZE.search(value) if key == "font" else None
        if size:
            yield "font-size", f"{size[1]}px"


def _local(name: str) -> str:
    return name.rpartition("}")[2]

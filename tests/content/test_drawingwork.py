"""Drawings that would never be drawn are refused, and found out in no time."""

from base64 import b64encode
from collections.abc import Callable
from struct import pack
from zlib import crc32

import pytest

from content.magazine import Magazine
from hemaprint.content.images import inspect_image
from hemaprint.errors import Location

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
STOPS = "<stop/><stop offset='1'/>"


def codes(magazine: Magazine, inner: str) -> list[str]:
    path = magazine.write("art/bomb.svg", SVG.format(inner))
    _, problems = inspect_image(path.name, base=path.parent, root=magazine.root, location=Location(path))
    assert all(problem.location.path == path for problem in problems)
    return [problem.code for problem in problems]


def nested(tag: str, reference: Callable[[int], str], levels: int = 9) -> str:
    """Definitions each of which uses the one before ten times, and the last of them used once."""
    inner = (reference(level - 1) * 10 if level else "<rect/>" for level in range(levels))
    return "".join(f'<{tag} id="a{level}">{one}</{tag}>' for level, one in enumerate(inner)) + reference(levels - 1)


@pytest.mark.parametrize(
    ("tag", "reference"),
    [
        ("g", '<use href="#a{}"/>'),
        ("symbol", '<use href="#a{}"/>'),
        ("pattern", '<rect fill="url(#a{})"/>'),
        ("pattern", "<g stroke=\"url( '#a{}' )\"><rect/></g>"),
        ("mask", '<rect style="mask:url(#a{})"/>'),
        ("clipPath", '<rect clip-path="url(#a{})"/>'),
        ("marker", '<g marker-mid="url(#a{})"><path d="M0 0L1 1"/></g>'),
    ],
)
def test_parts_that_multiply_are_counted(tag: str, reference: str, magazine: Magazine) -> None:
    assert codes(magazine, nested(tag, reference.format)) == ["HP066"]
    assert codes(magazine, nested(tag, reference.format, levels=3)) == []


def test_references_in_style_sheets_count(magazine: Magazine) -> None:
    style = "<style>" + "".join(f".c{level}{{fill:url(#a{level})}}" for level in range(9)) + "</style>"
    assert codes(magazine, style + nested("pattern", '<rect class="c{}"/>'.format)) == ["HP066"]


@pytest.mark.parametrize(
    "inner",
    [
        '<g id="a"><use href="#a"/></g>',
        '<pattern id="a"><rect fill="url(#a)"/></pattern><rect fill="url(#a)"/>',
        "".join(f'<g id="a{number}"><use href="#a{number + 1}"/></g>' for number in range(2000)),
        f'<linearGradient id="a" spreadMethod="repeat" x2="1e-9">{STOPS}</linearGradient>',
        f'<g><linearGradient id="a" gradientUnits="userSpaceOnUse" spreadMethod="reflect" x2="1">{STOPS}'
        "</linearGradient>"
        '<rect width="9e9" fill="url(#a)"/></g>',
        f"<style>{'g ' * 30} rect {{fill: red}}</style>" + "<g>" * 60 + "<rect/>" + "</g>" * 60,
        "<g/>" * 300_001,
    ],
    ids=["use", "pattern", "chain", "gradient", "wide", "selector", "many"],
)
def test_what_has_no_end_is_refused(inner: str, magazine: Magazine) -> None:
    assert codes(magazine, inner) == ["HP066"]


@pytest.mark.parametrize(
    "inner",
    [
        '<rect width="1" height="1"/>' * 2000,
        f'<linearGradient id="a" spreadMethod="repeat" x2="10%">{STOPS}</linearGradient><rect fill="url(#a)"/>',
        '<g opacity=".5">' * 20 + "<rect/>" * 100 + "</g>" * 20,
    ],
)
def test_drawings_as_programs_export_them_are_not(inner: str, magazine: Magazine) -> None:
    assert "HP066" not in codes(magazine, inner)


def test_pictures_held_in_a_drawing_are_bounded(magazine: Magazine) -> None:
    header = b"IHDR" + pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + pack(">I", len(header) - 4) + header + pack(">I", crc32(header)) + b"\0\0\0\0IDAT"
    assert codes(magazine, f'<image href="data:image/png;base64,{b64encode(png).decode()}"/>') == ["HP066"]

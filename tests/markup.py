"""Copy and text as HTML, and Markdown as copy: what tests say of trees of spans."""

from __future__ import annotations

from markupsafe import Markup

from hemaprint.content.blocks import Block
from hemaprint.content.markdown import read_inline
from hemaprint.content.spans import Copy
from hemaprint.galley.markup import InlineWriter, TextWriter


def html_of(copy: Copy) -> str:
    """The HTML of copy; the number of a page is what it is of, in braces."""
    return str(InlineWriter("{{{}}}".format).html(copy))


def block_html(block: object) -> str:
    """The HTML of running text; of a paragraph, that of its copy."""
    copy = getattr(block, "copy", None)
    return html_of(copy) if copy is not None else text_html(block)


def text_html(block: object, width: float = 1000, size: float = 7) -> str:
    """The HTML of a block of running text, whose code is ``width`` pt wide."""
    writer = TextWriter(InlineWriter("{{{}}}".format).html, _undrawn, width, size, 9, 12)
    return str(writer.html(block))  # type: ignore[arg-type]


def _undrawn(block: Block) -> Markup:
    raise AssertionError(block)


def copy_of(markdown: str, language: str = "en") -> Copy:
    """A line of Markdown as copy, its acronyms not marked."""
    return read_inline(markdown, language=language, acronyms=False)

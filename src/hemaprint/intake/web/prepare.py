# SPDX-License-Identifier: MIT
"""Prepare a page for reading: do what scripts would do, take out what nobody sees, and find its pictures."""

from __future__ import annotations

import base64
import binascii
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from bs4 import BeautifulSoup, Tag

from hemaprint.content.images import resolve_inside
from hemaprint.intake.files import PICTURE_BYTES_AT_MOST, Shelf, TakenPicture
from hemaprint.intake.markup.soup import (
    BLOCKS,
    SUBTITLE,
    LineOf,
    attribute,
    has_own_text,
    is_text,
    source_line,
    tags_in,
    visible_text,
)
from hemaprint.intake.markup.walk import FRAMES
from hemaprint.intake.passages import Findings, LeftOut, Picture
from hemaprint.intake.web.survey import HIDDEN, listed, names_of

_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "p"})
_NEIGHBOURS = frozenset({"span", "small", "cite", "time", "a", "em", "strong", "b", "i"})
_PARTS_OF_FIGURE = 40
_PARAGRAPHS_OF_LAYOUT = 2
_WORDS_OF_LAYOUT = 60
_STYLES_AT_MOST = 1024 * 1024
_CLASS_OF_DOCS = re.compile(r"(?<![\w.#-])\.(?P<name>c\d{1,4})\s*\{(?P<set>[^{}]{0,2000})\}")
"""A rule for one class as Google Docs numbers them."""
_FACES = re.compile(r"font-weight\s*:\s*(?:[6-9]00|bold)|font-style\s*:\s*italic|vertical-align\s*:\s*su(?:b|per)")
_UNSHOWN = {
    "template": "a template that scripts fill", "noscript": "it is shown only where scripts are off",
    "datalist": HIDDEN, "annotation": HIDDEN, "annotation-xml": HIDDEN,
}  # fmt: skip


def prepare(soup: BeautifulSoup) -> list[LeftOut]:
    """Change ``soup`` in place; returns the text that was taken out of it because no browser shows it.

    Styles that word processors write become elements, templates of shadow trees are opened, custom elements become
    blocks where they are used as such, pictures that scripts load are put in, captions join their pictures, and tables
    that only arrange the page are marked.
    """
    _open_styles(soup)
    for template in soup.find_all("template"):
        if template.has_attr("shadowrootmode") or template.has_attr("shadowroot"):
            template.name = "div"
    for tag in [tag for tag in tags_in(soup) if "-" in tag.name and _is_used_as_block(tag)]:
        tag.name = "div"
    _show_pictures(soup)
    left = list(_take_unseen(soup))
    _separate_neighbours(soup)
    _head_panels(soup)
    for tag in [tag for tag in tags_in(soup) if _is_caption(tag)]:
        _join_to_picture(soup, tag)
    for table in soup.find_all("table"):
        if not table.has_attr("role") and _arranges(table):
            table["role"] = "presentation"
    return left


def _open_styles(soup: BeautifulSoup) -> None:
    """Write out faces, titles and subtitles that Google Docs and Word give by classes alone when they save a page."""
    sheets = "\n".join(sheet.get_text()[:_STYLES_AT_MOST] for sheet in soup.find_all("style"))
    faces = {rule["name"]: ";".join(_FACES.findall(rule["set"])) for rule in _CLASS_OF_DOCS.finditer(sheets)}
    for tag in tags_in(soup) if any(faces.values()) else ():
        if style := ";".join(face for name in attribute(tag, "class").split() if (face := faces.get(name))):
            tag["style"] = f"{style};{attribute(tag, 'style')}"
    for tag in soup.find_all("p"):
        names = attribute(tag, "class").split()[:1]
        if names == ["MsoTitle"] or (faces and names == ["title"]):
            tag.name = "p" if soup.find("h1") else "h1"
        elif names == ["MsoSubtitle"] or (faces and names == ["subtitle"]):
            tag["class"] = SUBTITLE


def _is_used_as_block(tag: Tag) -> bool:
    """Whether a custom element holds blocks, or has no words beside it."""
    if any(inner.name in BLOCKS for inner in tags_in(tag)):
        return True
    return not any(
        (is_text(node) and str(node).strip())
        or (isinstance(node, Tag) and node.name not in BLOCKS and "-" not in node.name and node.get_text().strip())
        for node in (tag.parent.children if tag.parent is not None else ())
    )


def _show_pictures(soup: BeautifulSoup) -> None:
    """Replace pictures that a script loads by those of ``noscript``, unless they can be shown; repeated ones go."""
    for fallback in soup.find_all("noscript"):
        image = fallback.find("img")
        if image is None or fallback.get_text().strip() or fallback.find_parent("head"):
            continue
        before = fallback.find_previous_sibling()
        holder = before if isinstance(before, Tag) else fallback.parent
        images = [] if holder is None else [holder] if holder.name == "img" else holder.find_all("img")
        lazy = [one for one in images if one is not image]
        addresses = [address_of(one) for one in lazy]
        if any(address and not address.startswith("data:") for address in addresses):
            fallback.extract()
        else:
            for one in lazy:
                one.extract()
            fallback.replace_with(image)
    for figure in soup.find_all("figure"):
        shown: set[str] = set()
        for image in figure.find_all("img"):
            address = address_of(image)
            if address and address in shown:
                image.extract()  # the same picture again, to be enlarged
            shown.add(address)


def _take_unseen(soup: BeautifulSoup) -> Iterator[LeftOut]:
    shown = len(visible_text(soup).split())
    for tag in soup.find_all(list(_UNSHOWN)):
        if tag.name not in _UNSHOWN or tag.find_parent(["head", "script", "style"]):
            continue
        line, name = source_line(tag), tag.name
        for inner in [tag, *tag.find_all(list(_UNSHOWN))]:
            inner.name = "div"
        text = visible_text(tag).strip()
        if name == "noscript" and len(text.split()) > max(shown, _WORDS_OF_LAYOUT):
            continue  # the article itself, for readers without scripts
        tag.extract()
        if text:
            yield LeftOut(line, text, _UNSHOWN[name])


def _separate_neighbours(soup: BeautifulSoup) -> None:
    """Separate elements that are side by side: controls, and all in boxes that have no own words."""
    apart = ["svg", *sorted(FRAMES)]
    for control in soup.find_all(["button", "label", "select", "textarea", *apart]):
        if control.name in apart or isinstance(control.previous_sibling, Tag) or isinstance(control.next_sibling, Tag):
            control.insert(0, " ")
            control.append(" ")
    for block in [tag for tag in tags_in(soup) if tag.name in BLOCKS and not has_own_text(tag)]:
        for tag in block.find_all(list(_NEIGHBOURS), recursive=False):
            before = tag.previous_sibling
            if not isinstance(before, Tag) or before.name not in _NEIGHBOURS:
                continue
            ending, opening = before.get_text()[-2:], tag.get_text()[:2]
            if re.fullmatch(r"\w[^\W_A-Z]|\S[.!?,;:)”\"]", ending) and re.fullmatch(r"[A-ZÄÖÜÉ©(]\S", opening):
                tag.insert(0, " ")


def _head_panels(soup: BeautifulSoup) -> None:
    """Make the control that opens a panel of prose the heading of that panel: a tab, or a button above it."""
    panels = {attribute(tag, "id"): tag for tag in tags_in(soup) if tag.has_attr("id")}
    for tag in soup.find_all(["button", "a", "div", "li", "span"], attrs={"aria-controls": True}):
        panel = panels.get(attribute(tag, "aria-controls"))
        if panel is None or not _is_panel(panel) or not tag.get_text().strip():
            continue
        if any(parent.name in _HEADS or parent is panel for parent in (tag, *tag.parents)):
            continue
        if attribute(tag, "role") == "tab":
            panel.insert(0, tag.extract())
        tag.name = "h3"
        tag.attrs = {"aria-controls": attribute(tag, "aria-controls")}


def _is_panel(panel: Tag) -> bool:
    """Whether an element is a panel of prose: it has paragraphs or items, and few links."""
    if panel.find(["p", "li"]) is None or panel.name in ("nav", "ul", "form", "dialog"):
        return False
    is_outside = panel.find_parent(["nav", "header", "dialog"]) is not None
    return not is_outside and len(panel.find_all("a")) * 3 <= len(visible_text(panel).split())


def _is_caption(tag: Tag) -> bool:
    return tag.name in ("p", "div", "span", "dd", "td", "small", "em", "i") and not listed("captions").isdisjoint(
        names_of(tag)
    )


def _join_to_picture(soup: BeautifulSoup, caption: Tag) -> None:
    """Make a figure of a caption and the picture that shares its box or comes before it."""
    if caption.find_parent(["figure", "figcaption"]) or caption.find(["img", "table"]):
        return
    for holder in caption.parents:
        if holder.name in ("body", "html", "article", "main", "[document]") or len(holder.contents) > _PARTS_OF_FIGURE:
            break
        pictures = holder.find_all("img")
        if len(pictures) > 1 or holder.find(["h1", "h2", "h3", "figure"]):
            break
        if pictures:
            if len(visible_text(holder).split()) <= len(visible_text(caption).split()) + 12:
                holder.name, caption.name = "figure", "figcaption"
            return
    before = caption.find_previous_sibling()
    if not isinstance(before, Tag) or visible_text(before).strip():
        return
    if before.name == "img" or len(before.find_all("img")) == 1:
        figure = soup.new_tag("figure")
        figure.sourceline = before.sourceline
        before.insert_before(figure)
        figure.append(before.extract())
        figure.append(caption.extract())
        caption.name = "figcaption"


def _arranges(table: Tag) -> bool:
    """Whether a table only arranges a page: a cell of it holds paragraphs, and nothing in it is a head."""
    if table.find(["th", "caption", "thead"]) is not None or table.find_parent("table", role=False):
        return False
    for cell in [cell for cell in table.find_all("td") if cell.find_parent("table") is table]:
        paragraphs = cell.find_all(["p", "blockquote", "ul", "ol"], recursive=False)
        breaks = len(cell.find_all("br", recursive=False)) // 2
        if len(paragraphs) + breaks >= _PARAGRAPHS_OF_LAYOUT and len(visible_text(cell).split()) >= _WORDS_OF_LAYOUT:
            return True
    return False


# ---------------------------------------------------------------- pictures: nothing is fetched from the web

LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src")
"""Where pages keep the address of a picture that a script loads later."""
SETS = ("data-srcset", "data-lazy-srcset", "srcset")
"""Where they keep the same picture in several sizes."""
REMOTE = frozenset({"http", "https", "cid", "blob", "file", "ftp"})

PLACEHOLDER_CHARACTERS = 400
_PLACEHOLDER = re.compile(
    r"(?:blank|spacer|placeholder|pixel|transparent|lazy|loading|grey|gray|1x1)[\w-]*\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)[wx]", re.ASCII)
_TINY = re.compile(r"\s*[01](?:px)?\s*")


@dataclass(frozen=True, slots=True)
class PagePictures:
    """The pictures of a page: those in the page, and those in ``folder``; the rest is reported in ``findings``.

    ``parts`` are pictures that came with the page, by their address.
    """

    folder: Path
    findings: Findings
    parts: Mapping[str, bytes] = field(default_factory=dict)
    line_of: LineOf = source_line
    shelf: Shelf = field(default_factory=Shelf)

    def picture_of(self, tag: Tag) -> Picture | None:
        """The picture of an ``img``; None for those that show nothing."""
        address = address_of(tag)
        if not address or all(_TINY.fullmatch(attribute(tag, side)) for side in ("width", "height")):
            return None
        is_data = address.startswith("data:")
        if is_data or address in self.parts:
            data = _data_of(address) if is_data else self.parts[address]
            taken = self.shelf.take(data, "picture" if is_data else name_of(address))
        elif _is_remote(address):
            taken = TakenPicture(name_of(address), None, f"it is only on the web: {address}")
        else:
            taken = self._beside(address)
        line = self.line_of(tag)
        if taken.doubt:
            message = f"the picture {taken.name} was not taken over unchanged: {taken.doubt}"
            self.findings.doubt("HP525", line, message)
        remote = "" if is_data or address in self.parts or taken.data is not None else address
        alt = " ".join(attribute(tag, "alt").split())
        return Picture(line=line, name=taken.name, data=taken.data, alt=alt, remote=remote)

    def _beside(self, address: str) -> TakenPicture:
        """A picture in the folder of the page, never outside it."""
        name = name_of(address)
        path = resolve_inside(unquote(re.split("[?#]", address)[0]), self.folder, self.folder)
        if path is None:
            return TakenPicture(name, None, f"its path leaves the folder of the page: {address}")
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > PICTURE_BYTES_AT_MOST:
                return TakenPicture(name, None, f"there is no usable file {address}")
            taken = self.shelf.take_file(path, name)
        except (OSError, ValueError):
            return TakenPicture(name, None, f"there is no file {address}")
        return taken if taken.data is not None else replace(taken, name=name)


def _is_remote(address: str) -> bool:
    """Whether an address is on the web, and not a path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme in REMOTE


def address_of(tag: Tag) -> str:
    """The address of the picture of an ``img``: shown at once, or by scripts, or on large screens."""
    source = attribute(tag, "src").strip()
    if source and not _is_placeholder(source):
        return source
    sources = tag.parent.find_all("source") if tag.parent is not None and tag.parent.name == "picture" else []
    found = [attribute(tag, name).strip() for name in LAZY]
    found += [_largest(attribute(one, name)) for one in (tag, *sources) for name in SETS]
    return next((address for address in found if address and not _is_placeholder(address)), source)


def _is_placeholder(address: str) -> bool:
    if address.startswith("data:"):
        return len(address) < PLACEHOLDER_CHARACTERS
    return _PLACEHOLDER.fullmatch(name_of(address)) is not None


def _largest(candidates: str) -> str:
    """The address of the largest of the pictures in a ``srcset``; "" where it has none."""
    found: list[tuple[float, str]] = []
    address = ""
    for word in candidates.split():
        if not address:
            address, ended = word.rstrip(","), word.endswith(",")
            found += [(1.0, address)] if ended and address else []
            address = "" if ended else address
        else:
            said, _, following = word.partition(",")
            size = _SIZE.fullmatch(said)
            found += [(float(size[1]), address)] if size else []
            address = following.rstrip(",")
    return max(found + ([(1.0, address)] if address else []), default=(0.0, ""))[1]


def _data_of(address: str) -> bytes:
    head, _, body = address.partition(",")
    try:
        raw = unquote_to_bytes(body)
        return base64.b64decode(re.sub(rb"\s", b"", raw)) if head.rstrip().lower().endswith(";base64") else raw
    except (binascii.Error, ValueError):
        return b""


def name_of(address: str) -> str:
    """The name of the file at an address."""
    name = unquote(re.split("[?#]", address)[0]).rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]+", "-", name)[-80:].strip("-.") or "picture"

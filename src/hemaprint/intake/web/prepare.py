"""Bring a page into the form in which it is read: what scripts would do is done, what nobody sees is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from hemaprint.intake.markup.soup import BLOCKS, SUBTITLE, attribute, is_text, tags_in, visible_text
from hemaprint.intake.markup.walk import FRAMES
from hemaprint.intake.passages import LeftOut
from hemaprint.intake.pictures import address_of
from hemaprint.intake.web.survey import names_of

CAPTIONS = frozenset(
    {"caption", "captions", "wp-caption-text", "figcaption", "img-caption", "image-caption", "photo-caption", "legend",
     "picture-caption", "media-caption", "thumbcaption", "caption-text", "image-caption-text", "gallery-caption",
     "field-caption", "tr-caption", "figure-caption", "fig-caption", "imagecaption", "photocaption", "bildunterschrift",
     "kg-card-caption", "article-image-caption", "slide-caption", "cutline"}
)  # fmt: skip
"""Names of captions in the systems that do not use ``figcaption``."""

_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "p"})
_NEIGHBOURS = frozenset({"span", "small", "cite", "time", "a", "em", "strong", "b", "i"})
_PARTS_OF_FIGURE = 40
_PARAGRAPHS_OF_LAYOUT = 2
_WORDS_OF_LAYOUT = 60
_STYLES_AT_MOST = 1024 * 1024
_CLASS_OF_DOCS = re.compile(r"(?<![\w.#-])\.(?P<name>c\d{1,4})\s*\{(?P<set>[^{}]{0,2000})\}")
"""A rule for one class as Google Docs numbers them."""
_FACES = re.compile(r"font-weight\s*:\s*(?:[6-9]00|bold)|font-style\s*:\s*italic|vertical-align\s*:\s*su(?:b|per)")
_ALONE = ("datalist", "annotation", "annotation-xml")


def prepare(soup: BeautifulSoup) -> list[LeftOut]:
    """Change ``soup`` in place; returns the text that was taken out of it, because no browser shows it.

    Styles that word processors write become elements, templates of shadow trees are opened, elements of the page's own
    become blocks where they are used as such, pictures that scripts load are put in, captions join their pictures, and
    tables that only arrange the page say so.
    """
    _open_styles(soup)
    for template in soup.find_all("template"):
        if template.has_attr("shadowrootmode") or template.has_attr("shadowroot"):
            template.name = "div"
    for tag in [tag for tag in tags_in(soup) if "-" in tag.name and _stands_as_block(tag)]:
        tag.name = "div"
    _show_pictures(soup)
    left = list(_unseen(soup))
    _part_neighbours(soup)
    _head_panels(soup)
    for tag in [tag for tag in tags_in(soup) if tag.name not in ("figure", "figcaption") and _is_caption(tag)]:
        _join_to_picture(soup, tag)
    for table in soup.find_all("table"):
        if not table.has_attr("role") and _arranges(table):
            table["role"] = "presentation"
    return left


def _open_styles(soup: BeautifulSoup) -> None:
    """Faces, titles and subtitles that Google Docs and Word tell by classes alone when they save a page."""
    sheets = "\n".join(sheet.get_text()[:_STYLES_AT_MOST] for sheet in soup.find_all("style"))
    faces = {rule["name"]: ";".join(_FACES.findall(rule["set"])) for rule in _CLASS_OF_DOCS.finditer(sheets)}
    for tag in tags_in(soup) if any(faces.values()) else ():
        if set_so := ";".join(face for name in attribute(tag, "class").split() if (face := faces.get(name))):
            tag["style"] = f"{set_so};{attribute(tag, 'style')}"
    for tag in soup.find_all("p"):
        names = attribute(tag, "class").split()[:1]
        if names == ["MsoTitle"] or (faces and names == ["title"]):
            tag.name = "p" if soup.find("h1") else "h1"
        elif names == ["MsoSubtitle"] or (faces and names == ["subtitle"]):
            tag["class"] = SUBTITLE


def _stands_as_block(tag: Tag) -> bool:
    """Whether an element that HTML does not know holds blocks, or has no words beside it."""
    if any(inner.name in BLOCKS for inner in tags_in(tag)):
        return True
    parent = tag.parent
    beside = parent.children if parent is not None else ()
    return not any(
        (isinstance(node, NavigableString) and is_text(node) and node.strip())
        or (isinstance(node, Tag) and node.name not in BLOCKS and "-" not in node.name and node.get_text().strip())
        for node in beside
    )


def _show_pictures(soup: BeautifulSoup) -> None:
    """Put the picture of ``noscript`` in the place of one that a script loads, unless that one can be shown."""
    for fallback in soup.find_all("noscript"):
        image = fallback.find("img")
        if image is None or fallback.get_text().strip() or fallback.find_parent("head"):
            continue
        before = fallback.find_previous_sibling()
        holder = before if isinstance(before, Tag) else fallback.parent
        lazy = [one for one in ([holder] if holder.name == "img" else holder.find_all("img")) if one is not image] if (
            holder is not None
        ) else []  # fmt: skip
        if any(_has_address(one) for one in lazy):
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
                image.extract()  # the same picture once more, to be seen large
            shown.add(address)


def _part_neighbours(soup: BeautifulSoup) -> None:
    """Part elements that are side by side: controls, and all in boxes without text of their own."""
    apart = ["svg", *sorted(FRAMES)]
    for control in soup.find_all(["button", "label", "select", "textarea", *apart]):
        if control.name in apart or isinstance(control.previous_sibling, Tag) or isinstance(control.next_sibling, Tag):
            control.insert(0, " ")
            control.append(" ")
    for block in [tag for tag in tags_in(soup) if tag.name in BLOCKS and not _own_text(tag)]:
        for tag in block.find_all(list(_NEIGHBOURS), recursive=False):
            before = tag.previous_sibling
            if not isinstance(before, Tag) or before.name not in _NEIGHBOURS:
                continue
            ending, opening = before.get_text()[-2:], tag.get_text()[:2]
            if re.fullmatch(r"\w[^\W_A-Z]|\S[.!?,;:)”\"]", ending) and re.fullmatch(r"[A-ZÄÖÜÉ©(]\S", opening):
                tag.insert(0, " ")


def _head_panels(soup: BeautifulSoup) -> None:
    """What opens a panel of prose is the heading of that panel: a tab, or a button above it."""
    panels = {attribute(tag, "id"): tag for tag in tags_in(soup) if tag.has_attr("id")}
    for tag in soup.find_all(["button", "a", "div", "li", "span"], attrs={"aria-controls": True}):
        panel = panels.get(attribute(tag, "aria-controls"))
        if (
            panel is None
            or panel.find(["p", "li"]) is None
            or panel.find_parent(["nav", "header", "dialog"]) is not None
        ):
            continue
        if panel.name in ("nav", "ul", "form", "dialog") or not tag.get_text().strip() or any(
            parent.name in _HEADS or parent is panel for parent in (tag, *tag.parents)
        ):  # fmt: skip
            continue
        if len(panel.find_all("a")) * 3 > len(visible_text(panel).split()):
            continue
        if attribute(tag, "role") == "tab":
            panel.insert(0, tag.extract())
        tag.name = "h3"
        tag.attrs = {"aria-controls": attribute(tag, "aria-controls")}


def _own_text(tag: Tag) -> bool:
    return any(isinstance(node, NavigableString) and is_text(node) and node.strip() for node in tag.children)


def _has_address(image: Tag) -> bool:
    address = address_of(image)
    return bool(address) and not address.startswith("data:")


def _unseen(soup: BeautifulSoup) -> Iterator[LeftOut]:
    reasons = {"template": "a template that scripts fill", "noscript": "it is shown only where scripts are off"}
    shown = len(visible_text(soup).split())
    for tag in soup.find_all([*reasons, *_ALONE]):
        if tag.name not in (*reasons, *_ALONE) or tag.find_parent(["head", "script", "style"]):
            continue
        line, why = tag.sourceline or 1, reasons.get(tag.name, "it is hidden on the page")
        without_scripts = tag.name == "noscript"
        for inner in [tag, *tag.find_all([*reasons, *_ALONE])]:
            inner.name = "div"
        text = visible_text(tag).strip()
        if without_scripts and len(text.split()) > max(shown, _WORDS_OF_LAYOUT):
            continue  # the article itself, for those who have no scripts
        tag.extract()
        if text:
            yield LeftOut(line, text, why)


def _is_caption(tag: Tag) -> bool:
    return tag.name in ("p", "div", "span", "dd", "td", "small", "em", "i", "figcaption") and any(
        name in CAPTIONS for name in names_of(tag)
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
    for cell in table.find_all("td"):
        if cell.find_parent("table") is not table:
            continue
        paragraphs = cell.find_all(["p", "blockquote", "ul", "ol"], recursive=False)
        breaks = len(cell.find_all("br", recursive=False)) // 2
        if len(paragraphs) + breaks >= _PARAGRAPHS_OF_LAYOUT and len(visible_text(cell).split()) >= _WORDS_OF_LAYOUT:
            return True
    return False

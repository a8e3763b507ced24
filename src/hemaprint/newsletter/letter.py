# SPDX-License-Identifier: MIT
"""Write and lay out the letter of an issue: its articles in order, its cover, its pictures, its links.

What ``layouts/newsletter.html`` and ``.txt`` can name comes from :func:`write_letter`. The style sheet is written into
the elements.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from css_inline import CSSInliner
from markupsafe import Markup
from PIL import Image, ImageOps, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS
from hemaprint.content.markdown import finish_text, read_headline, read_inline
from hemaprint.content.spans import Copy
from hemaprint.errors import ContentError, Location, Problem, did_you_mean
from hemaprint.galley.markup import InlineWriter
from hemaprint.galley.people import credits_of
from hemaprint.galley.setting import Setting
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.languages import in_language
from hemaprint.theme.stylesheets import COMMENT
from hemaprint.theme.theme import Theme

DENSITY = 2
"""Pixels for each CSS pixel: telephone screens have two or three."""
_QUALITY = 80
_LARGEST = 600
"""CSS px: the widest letter."""
NAME = "newsletter"
SIGNATURE = "-- "
"""The line above a signature, which mail programs leave out of replies (RFC 3676, 4.3); editors strip its space."""
_TOKEN = re.compile(r"var\(--([a-z][a-z0-9-]*)\)")
_MARK = "https://unsubscribe.invalid/"
"""Represents the recipient's own address while a letter is laid out that is the same for all."""
_LOADS = frozenset({"src", "srcset", "background", "poster", "data"})
_RUNS = frozenset({"script", "iframe", "object", "embed", "form", "link", "base"})


@dataclass(frozen=True, slots=True)
class LetterArticle:
    """An article: ``page`` as printed, ``art`` a path for ``picture()`` ("" for none), ``link`` "" for none."""

    slug: str
    department: str
    lead: bool
    title: Markup
    text: Markup
    byline: Markup
    page: str
    link: str
    art: str
    alt: str
    language: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file attached to the letter; ``size`` is a text such as ``5.7 MB``."""

    name: str
    size: str


def write_letter(
    setting: Setting, cover: InlinePicture, *, subject: str, link: str, enclosures: Sequence[Enclosure] = ()
) -> dict[str, object]:
    """What layouts can name of the letter of the issue of ``setting``, whose pages are known.

    ``link`` leads to the issue, "" for nowhere.
    """
    entries = tuple(_entries(setting))
    manifest = setting.issue.manifest
    headline = _html(read_headline(manifest.cover.headline, setting.language).copy, setting)
    deck = _inline(manifest.cover.deck, setting, setting.language)
    return {
        "setting": setting,
        "manifest": manifest,
        "words": letter_words(setting.language),
        "subject": subject,
        "preheader": deck.striptags() or ", ".join(entry.title.striptags() for entry in entries),
        "headline": headline,
        "contents": _html(read_headline(manifest.contents.headline, setting.language).copy, setting),
        "deck": deck,
        "leads": [entry for entry in entries if entry.lead],
        "rest": [entry for entry in entries if not entry.lead],
        "cover": cover,
        "link": link,
        "enclosures": enclosures,
        "imprint": setting.config.newsletter.imprint,
    }


def subject_of(setting: Setting, pattern: str) -> str:
    """The subject that a pattern of ``[newsletter] subject`` gives for an issue."""
    manifest = setting.issue.manifest
    headline = read_headline(manifest.cover.headline, setting.language).text
    filled = pattern.format(
        magazine=setting.config.magazine.title,
        number=setting.number_text,
        date=setting.date_text,
        headline=headline,
        title=read_headline(manifest.title, setting.language).text or headline,
    )
    return " ".join(filled.split())


def _entries(setting: Setting) -> Iterator[LetterArticle]:
    settings = setting.config.newsletter
    for place in setting.issue.manifest.order:
        if not place.article:
            continue
        article = setting.issue.articles[place.article]
        meta, opener = article.meta, article.meta.opener
        yield LetterArticle(
            slug=article.slug,
            department=finish_text(article.department.name, article.language),
            lead=article.department.lead,
            title=_html(article.headline.copy, setting),
            text=_inline(meta.contents or meta.standfirst or article.department.description, setting, article.language),
            byline=_html(credits_of(article).byline, setting),
            page=setting.page_label(article.slug),
            link=settings.article_link.format(issue=setting.issue.name, slug=article.slug),
            art=opener.image if opener and not opener.image.lower().endswith(".svg") else "",  # mail programs show none
            alt=opener.alt if opener else "",
            language=article.language,
        )


def _inline(text: str, setting: Setting, language: str) -> Markup:
    """Markdown of one paragraph as a mail program can take it."""
    return _html(read_inline(" ".join(text.split()), language=language, listed=setting.config.acronyms), setting)


def _html(copy: Copy, setting: Setting) -> Markup:
    """Copy for a mail program: no link into the issue, no class of our styles."""
    return InlineWriter(setting.page_label, bare=True).html(copy)


@cache
def letter_words(language: str) -> Mapping[str, str]:
    """The words of a BCP 47 tag's language, from ``letter.toml``; English where there are none."""
    known: dict[str, dict[str, str]]
    known = tomllib.loads((files("hemaprint.newsletter") / "letter.toml").read_text("utf-8"))
    return in_language(language, known)


# ---------------------------------------------------------------- the layouts


class LetterLayout:
    """The HTML and the text layout of a letter. A letter that does not name its recipient is laid out once."""

    def __init__(self, theme: Theme, letter: Mapping[str, object], gallery: Gallery, *, can_leave: bool) -> None:
        """With ``can_leave`` the layouts get an unsubscribe address.

        Raises ContentError where a layout or the style cannot be used (HP201, HP230, HP232, HP616, HP617, HP911).
        """
        self._theme, self._gallery, self._can_leave = theme, gallery, can_leave
        self._context = {**letter, "picture": gallery.picture, "css": Markup(_style(theme))}
        self._inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
        self._environments = {"html": theme.environment, "txt": theme.environment.overlay(autoescape=False)}
        pages = (folder / f"{NAME}.html" for folder in theme.layout_dirs)
        self._place = Location(next(filter(Path.is_file, pages), Path(f"{NAME}.html")))
        self._shared = {kind: self._if_same(kind) for kind in ("html", "txt")}
        problems = (*gallery.problems, *self._foreign())
        if problems:
            raise ContentError(problems)

    @property
    def personal(self) -> bool:
        """Whether a layout looks at the recipient."""
        return None in self._shared.values()

    def late_pictures(self, recipients: Iterable[Recipient]) -> tuple[Problem, ...]:
        """Pictures that only some recipients would see (HP617): a message has those that the first reading uses.

        Raises ContentError where the layout cannot be filled for one of them.
        """
        if self._shared["html"] is not None:
            return ()
        known = frozenset(self._gallery.pictures)
        for recipient in recipients:
            self._laid_out("html", _View(recipient))
        late = (one.file_name for cid, one in self._gallery.pictures.items() if cid not in known)
        hint = "use every picture for all recipients: {% set map = picture(path, width) %} at the head"
        found = (Problem("HP617", f"{name} is shown to some recipients only", self._place, hint) for name in late)
        return (*self._gallery.problems, *found)

    def html(self, recipient: Recipient, leave: str) -> str:
        """The HTML for a recipient, who unsubscribes at ``leave``."""
        return self._filled("html", recipient, escape(leave))

    def text(self, recipient: Recipient, leave: str) -> str:
        """The plain text for a recipient."""
        return self._filled("txt", recipient, leave)

    def _filled(self, kind: str, recipient: Recipient, leave: str) -> str:
        shared = self._shared[kind]
        laid_out = self._laid_out(kind, _View(recipient)) if shared is None else shared
        return laid_out.replace(_MARK, leave)

    def _if_same(self, kind: str) -> str | None:
        """The letter where it is the same for all: where the layout looked at nothing of the recipient."""
        view = _View(Recipient(""))
        laid = self._laid_out(kind, view)
        return None if view._was_seen else laid

    def _laid_out(self, kind: str, view: _View) -> str:
        leave = _MARK if self._can_leave else ""
        with self._theme.blamed(f"{NAME}.{kind}"):
            template = self._environments[kind].get_template(f"{NAME}.{kind}")
            filled = template.render(self._context | {"recipient": view, "unsubscribe": leave})
        if kind == "html":
            return self._inliner.inline(filled)
        lines = (line.rstrip() for line in filled.splitlines())
        return "\n".join(SIGNATURE if line == SIGNATURE.rstrip() else line for line in lines).strip("\n") + "\n"

    def _foreign(self) -> tuple[Problem, ...]:
        """Problems of what the letter would fetch or run."""
        watch = _Watch(self._gallery.pictures)
        watch.feed(self.html(Recipient("reader@example.org"), _MARK))
        hint = "a letter must be self-contained: {{ picture(path, width).src }} embeds a picture of the issue"
        return tuple(Problem("HP616", message, self._place, hint) for message in dict.fromkeys(watch.found))


class _View:
    """A recipient as layouts see it: every column of the list, "" where a row has none; notes whether it was used."""

    def __init__(self, recipient: Recipient) -> None:
        self._recipient = recipient
        self._was_seen = False

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        self._was_seen = True
        own = {"name": self._recipient.name, "email": self._recipient.address}
        return own[name] if name in own else self._recipient.attributes.get(name, "")


class _Watch(HTMLParser):
    """Finds what would be fetched from elsewhere, and what would run."""

    def __init__(self, pictures: Mapping[str, object]) -> None:
        super().__init__()
        self._known = {f"cid:{cid}" for cid in pictures}
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _RUNS:
            self.found.append(f"mail programs refuse <{tag}>")
        for name, value in attrs:
            if name in _LOADS and (value or "").strip() not in self._known:
                self.found.append(f'<{tag} {name}="{value}"> is not in the message')
            elif name.startswith("on"):
                self.found.append(f"<{tag} {name}> would run a script")
            elif name == "style" and "url(" in (value or ""):
                self.found.append(f"the style of <{tag}> names a file")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style" and ("url(" in data or "@import" in data):
            self.found.append("the style names a file")


def _style(theme: Theme) -> str:
    """``editions/newsletter.css`` with the colours of ``tokens.css``: mail programs support no custom properties."""
    sheet = theme.edition(NAME)
    if sheet.problems:
        raise ContentError(sheet.problems)
    text = COMMENT.sub("", sheet.text)
    unknown = sorted({name for name in _TOKEN.findall(text) if name not in theme.colors})
    if unknown:
        before = sheet.text[: sheet.text.index(f"var(--{unknown[0]})")]
        place = sheet.place(before.count("\n") + 1, len(before) - before.rfind("\n")) or Location(Path(f"{NAME}.css"))
        hint = f"tokens.css has {', '.join(theme.colors)}"
        raise ContentError([Problem("HP232", f"there is no colour --{unknown[0]}", place, hint)])
    return _TOKEN.sub(lambda match: theme.colors[match[1]], text)


# ---------------------------------------------------------------- pictures


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A JPEG inside the message, named by its content; ``width`` and ``height`` in CSS px."""

    cid: str
    data: bytes
    width: int
    height: int

    @property
    def src(self) -> str:
        """How HTML names it (RFC 2392)."""
        return f"cid:{self.cid}"

    @property
    def file_name(self) -> str:
        """The name under which a mail program may save it."""
        return f"{self.cid.partition('.')[0]}.jpg"

    @property
    def inline(self) -> str:
        """The picture as a data: address, for use outside a message."""
        return f"data:image/jpeg;base64,{b64encode(self.data).decode('ascii')}"


class Gallery:
    """The pictures of one letter: exactly those that its layout uses, drawn once."""

    def __init__(self, folder: Path, root: Path, domain: str) -> None:
        """Paths are relative to ``folder`` and stay inside ``root``; ``domain`` ends the content ids."""
        self._folder, self._root, self._domain = folder, root, domain
        self._drawn: dict[tuple[str, int, int], InlinePicture | None] = {}
        self.problems: list[Problem] = []

    @property
    def pictures(self) -> Mapping[str, InlinePicture]:
        """By content id, in the order of their first use."""
        return {one.cid: one for one in self._drawn.values() if one}

    def cover(self, page: Image.Image, width: int) -> InlinePicture:
        """The first page of an edition, scaled down."""
        self._drawn["", width, 0] = picture = self._encoded("cover", page, width, 0)
        return picture

    def picture(self, path: str, width: int, height: int = 0) -> InlinePicture | None:
        """A picture of the issue, ``width`` CSS px wide and cropped to ``height`` where one is given.

        None, with a problem (HP617), where it cannot be used.
        """
        key = (path, width, height)
        if key not in self._drawn:
            opened = self._opened(path)
            self._drawn[key] = self._encoded(Path(path).stem, opened, width, height) if opened else None
        return self._drawn[key]

    def _encoded(self, name: str, image: Image.Image, width: int, height: int) -> InlinePicture:
        """The picture cropped, scaled down, and named by its content."""
        width = min(width, _LARGEST)
        height = height or round(width * image.height / image.width)
        small = ImageOps.fit(image, (width * DENSITY, height * DENSITY), Image.Resampling.LANCZOS)
        target = BytesIO()
        small.save(target, "JPEG", quality=_QUALITY, optimize=True, subsampling=0)
        data = target.getvalue()
        safe = "".join(character for character in name if character.isascii() and character.isalnum()) or "picture"
        return InlinePicture(f"{safe}.{sha256(data).hexdigest()[:16]}@{self._domain}", data, width, height)

    def _opened(self, name: str) -> Image.Image | None:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            near = did_you_mean(path.name, [one.name for one in path.parent.glob("*")], noun="pictures")
            self._refuse(path, f'there is no picture "{name}" in the issue', near)
            return None
        try:
            with Image.open(path, formats=FORMATS) as image:
                image.load()
                return _flattened(image)
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            hint = "PNG, JPEG and WebP can be sent; mail programs do not show SVG: save the drawing as PNG"
            self._refuse(path, f'"{name}" cannot be shown in a message', hint)
            return None

    def _refuse(self, path: Path, message: str, hint: str) -> None:
        self.problems.append(Problem("HP617", message, Location(path), hint))


def _flattened(image: Image.Image) -> Image.Image:
    """The image in RGB, with white behind what is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")

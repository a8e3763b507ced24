"""Lay out the letter: ``layouts/newsletter.html`` and ``.txt`` filled, the style sheet written into the elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment
from markupsafe import Markup

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.newsletter.letter import Letter
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.pictures import Gallery
from hemaprint.theme.theme import Theme

NAME = "newsletter"
SIGNATURE = "-- "
"""The line above a signature, which mail programs leave out of answers (RFC 3676, 4.3); editors eat its space."""
_TOKEN = re.compile(r"var\(--([a-z][a-z0-9-]*)\)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_MARK = "https://unsubscribe.invalid/"
"""Stands for the recipient's own address while a letter is laid out that is the same for everybody."""
_LOADS = frozenset({"src", "srcset", "background", "poster", "data"})
_RUNS = frozenset({"script", "iframe", "object", "embed", "form", "link", "base"})


class LetterLayout:
    """The two layouts of one letter. A letter that does not name its recipient is laid out once."""

    def __init__(self, theme: Theme, letter: Letter, gallery: Gallery, *, can_leave: bool) -> None:
        """With ``can_leave`` layouts have an address to unsubscribe at.

        Raises ContentError where a layout or the style cannot be used (HP201, HP230, HP232, HP616, HP617, HP911).
        """
        self._theme = theme
        self._gallery = gallery
        self._can_leave = can_leave
        self._context = {field.name: getattr(letter, field.name) for field in fields(letter)}
        self._context |= {"picture": gallery.picture, "css": Markup(_style(theme))}
        self._inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
        self._environments = {"html": theme.environment, "txt": _plain_environment(theme.environment)}
        self._paths = {kind: _path_of(theme, kind) for kind in ("html", "txt")}
        self._shared = {kind: self._if_same(kind) for kind in ("html", "txt")}
        problems = (*gallery.problems, *self._foreign())
        if problems:
            raise ContentError(problems)

    @property
    def personal(self) -> bool:
        """Whether a layout looks at the recipient."""
        return None in self._shared.values()

    def late_pictures(self, recipients: Iterable[Recipient]) -> tuple[Problem, ...]:
        """Pictures that only some recipients are shown (HP617): a message has those that the first reading asks for.

        Raises ContentError where the layout cannot be filled for one of them.
        """
        if self._shared["html"] is not None:
            return ()
        known = frozenset(self._gallery.pictures)
        for recipient in recipients:
            self._laid_out("html", _View(recipient))
        late = [one for cid, one in self._gallery.pictures.items() if cid not in known]
        place = Location(self._paths["html"])
        hint = "ask for every picture, whoever the recipient is: {% set map = picture(path, width) %} at the head"
        found = (Problem("HP617", f"{one.file_name} is shown to some recipients only", place, hint) for one in late)
        return (*self._gallery.problems, *found)

    def html(self, recipient: Recipient, leave: str) -> str:
        """The HTML for a recipient, who unsubscribes at ``leave``."""
        shared = self._shared["html"]
        laid = self._laid_out("html", _View(recipient)) if shared is None else shared
        return laid.replace(_MARK, escape(leave))

    def text(self, recipient: Recipient, leave: str) -> str:
        """The plain text for a recipient."""
        shared = self._shared["txt"]
        laid = self._laid_out("txt", _View(recipient)) if shared is None else shared
        return laid.replace(_MARK, leave)

    def _if_same(self, kind: str) -> str | None:
        """The letter where it is the same for everybody; it is, if nothing about the recipient was looked at."""
        view = _View(Recipient(""))
        laid = self._laid_out(kind, view)
        return None if view.was_seen else laid

    def _laid_out(self, kind: str, view: _View) -> str:
        leave = _MARK if self._can_leave else ""
        with self._theme.blamed(f"{NAME}.{kind}"):
            template = self._environments[kind].get_template(f"{NAME}.{kind}")
            filled = template.render(self._context | {"recipient": view, "unsubscribe": leave})
        if kind == "html":
            return self._inliner.inline(filled)
        return "\n".join(map(_trimmed, filled.splitlines())).strip("\n") + "\n"

    def _foreign(self) -> tuple[Problem, ...]:
        """What the letter would fetch or run."""
        watch = _Watch(self._gallery.pictures)
        watch.feed(self.html(Recipient("reader@example.org"), _MARK))
        place = Location(self._paths["html"])
        hint = "a letter is complete in itself: {{ picture(path, width).src }} puts a picture of the issue into it"
        return tuple(Problem("HP616", message, place, hint) for message in dict.fromkeys(watch.found))


class _View:
    """A recipient as layouts see it: every column of the list, "" where a row has none; it notices being looked at."""

    def __init__(self, recipient: Recipient) -> None:
        self._recipient = recipient
        self._seen = False

    @property
    def was_seen(self) -> bool:
        return self._seen

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        self._seen = True
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


def _trimmed(line: str) -> str:
    """A line without the spaces at its end, which a layout leaves; those of the signature's separator are its own."""
    return SIGNATURE if line.rstrip() == SIGNATURE.rstrip() else line.rstrip()


def _style(theme: Theme) -> str:
    """``editions/newsletter.css`` with the colours of ``tokens.css``: mail programs know no custom properties."""
    sheet = theme.edition(NAME)
    if sheet.problems:
        raise ContentError(sheet.problems)
    text = _COMMENT.sub("", sheet.text)
    unknown = sorted({name for name in _TOKEN.findall(text) if name not in theme.colors})
    if unknown:
        before = sheet.text[: sheet.text.index(f"var(--{unknown[0]})")]
        place = sheet.place(before.count("\n") + 1, len(before) - before.rfind("\n")) or Location(Path(f"{NAME}.css"))
        hint = f"tokens.css has {', '.join(theme.colors)}"
        raise ContentError([Problem("HP232", f"there is no colour --{unknown[0]}", place, hint)])
    return _TOKEN.sub(lambda match: theme.colors[match[1]], text)


def _plain_environment(environment: Environment) -> Environment:
    """For plain text: nothing is escaped."""
    return environment.overlay(autoescape=False)


def _path_of(theme: Theme, kind: str) -> Path:
    name = f"{NAME}.{kind}"
    return next((folder / name for folder in theme.layout_dirs if (folder / name).is_file()), Path(name))

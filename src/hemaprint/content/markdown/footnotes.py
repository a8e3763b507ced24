"""Footnotes: defined anywhere in the body, set once, in place."""

from __future__ import annotations

from dataclasses import dataclass, field

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.positions import Fragment
from hemaprint.errors import Location, did_you_mean


@dataclass(frozen=True, slots=True)
class Definition:
    """The text of a footnote and where ``[^name]:`` stands."""

    fragment: Fragment
    location: Location


@dataclass(slots=True)
class Footnotes:
    """The definitions of a body and which of them have been set."""

    slug: str
    definitions: dict[str, Definition] = field(default_factory=dict)
    set_at: dict[str, Location] = field(default_factory=dict)

    def define(self, name: str, definition: Definition, more: Location | None, problems: Problems) -> None:
        """Note a definition; it is one paragraph of text and stands once. ``more`` is where a second one stands."""
        if name in self.definitions:
            first = self.definitions[name].location.line
            message = f'footnote "{name}" is defined twice, first in line {first}'
            problems.error("HP142", message, definition.location, "give one of them another name")
            return
        self.definitions[name] = definition
        if not definition.fragment.text.strip():
            problems.error("HP146", f'footnote "{name}" has no text', definition.location)
        if more is not None:
            message = f'footnote "{name}" has more than one paragraph'
            problems.error("HP146", message, more, "join its paragraphs into one")

    def call(self, name: str, location: Location, problems: Problems) -> tuple[int, Fragment] | None:
        """The number and the text of the footnote that is called at ``location``, or None with a problem."""
        definition = self.definitions.get(name)
        if definition is None:
            hint = did_you_mean(name, self.definitions) or f"write its text as a paragraph: [^{name}]: ..."
            problems.error("HP140", f'footnote "{name}" is not defined', location, hint)
            return None
        if name in self.set_at:
            message = f'footnote "{name}" is called twice, first in line {self.set_at[name].line}'
            problems.error("HP143", message, location, "write a second footnote: each is set in place, once")
            return None
        self.set_at[name] = location
        return len(self.set_at), definition.fragment

    def call_inline(self, location: Location) -> int:
        """The number of a footnote whose text is written where it is called."""
        self.set_at[f"[{location.line}:{location.column}]"] = location  # no name has brackets
        return len(self.set_at)

    def report_unused(self, problems: Problems) -> None:
        """Definitions that nothing calls."""
        for name, definition in self.definitions.items():
            if name not in self.set_at:
                message = f'footnote "{name}" is never called'
                problems.error("HP141", message, definition.location, f"call it with [^{name}], or remove it")

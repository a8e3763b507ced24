# SPDX-License-Identifier: MIT
"""Gather the blocks of a body into the turns of a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hemaprint.content.blocks import Block, Crosshead, Turn
from hemaprint.content.markdown.source import Fragment, Problems
from hemaprint.content.markdown.typography import finish_text
from hemaprint.content.models import FrontMatter, Speaker
from hemaprint.errors import Location, did_you_mean

_MARKER = re.compile(r"(?P<mark>\*\*|__)(?P<key>[^*_\n]{1,60}?)(?::(?P=mark)|(?P=mark):)\s*")


@dataclass(frozen=True, slots=True)
class TurnStart:
    """A speaker begins; the paragraph after the marker follows as the next block."""

    speaker: Speaker
    line: int
    location: Location


def read_marker(
    fragment: Fragment, meta: FrontMatter, line: int, problems: Problems
) -> tuple[TurnStart | None, Fragment]:
    """The turn that a paragraph starts, if it does, and the paragraph without its ``**X:**``."""
    if not meta.speakers:
        return None, fragment
    match = _MARKER.match(fragment.text)
    if match is None:
        key = next((key for key in meta.speakers if fragment.text.startswith(f"{key}:")), "")
        if key:
            hint = f"write **{key}:**"
            problems.error("HP164", "a speaker is not marked", fragment.locate(0), hint)
        return None, fragment
    location = fragment.locate(match.start("key"))
    speaker = meta.speakers.get(match["key"].strip())
    if speaker is None:
        hint = did_you_mean(match["key"], meta.speakers, noun="speakers")
        problems.error("HP160", f'unknown speaker "{match["key"]}"', location, hint)
        return None, fragment
    return TurnStart(speaker, line, location), fragment.part(match.end())


def gather_turns(
    items: Iterable[Block | TurnStart], meta: FrontMatter, language: str, problems: Problems
) -> list[Block]:
    """Blocks with everything from one turn's start to the next one, or to a crosshead, inside that turn."""
    done: list[Block] = []
    start: TurnStart | None = None
    said: list[Block] = []

    def close() -> None:
        if start is None:
            return
        if not said:
            hint = "write the words after the marker, or remove it"
            problems.error("HP163", f"{start.speaker.name} says nothing", start.location, hint)
        done.append(_turn(start, said, meta, language))

    for item in items:
        if isinstance(item, TurnStart):
            close()
            start, said = item, []
        elif start is not None and not isinstance(item, Crosshead):
            said.append(item)
        else:
            close()
            start, said = None, []
            done.append(item)
    close()
    return done


def _turn(start: TurnStart, said: list[Block], meta: FrontMatter, language: str) -> Turn:
    speaker = start.speaker
    return Turn(
        line=start.line,
        speaker=finish_text(speaker.name, language),
        short=finish_text(speaker.short or _short(speaker, meta), language),
        role=speaker.role,
        blocks=tuple(said),
    )


def _short(speaker: Speaker, meta: FrontMatter) -> str:
    """The family name of a speaker who answers. Who asks is often the magazine, and keeps the whole name."""
    for contributor in meta.contributors:
        if contributor.family and contributor.name and contributor.name in speaker.name:
            return contributor.family
    return speaker.name.split()[-1] if speaker.role == "answer" and speaker.name.split() else speaker.name


def check_conversation(
    items: list[Block | TurnStart], meta: FrontMatter, template: str, start: Location, problems: Problems
) -> None:
    """An interview has speakers and turns; a speaker who never speaks is a slip of the pen."""
    speaking = {item.speaker.name for item in items if isinstance(item, TurnStart)}
    top = Location(start.path, 1, 1)
    if template == "interview" and not meta.speakers:
        hint = "name them in the front matter: speakers: {HF: {name: ..., role: question}}"
        problems.error("HP161", "the interview has no speakers", top, hint)
    elif template == "interview" and not speaking and not any(item.code == "HP160" for item in problems.found):
        key = next(iter(meta.speakers))
        problems.error("HP162", "the interview has no turns", start, f"start paragraphs with **{key}:**")
    elif speaking:
        for key, speaker in meta.speakers.items():
            if speaker.name not in speaking:
                problems.warning("HP165", f'speaker "{key}" never speaks', top, "remove it from speakers")

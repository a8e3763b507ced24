# SPDX-License-Identifier: MIT
"""Build what points to something outside the issue: notices of corrections and retractions, and QR codes."""

from __future__ import annotations

from typing import get_args

from hemaprint.content.blocks import Block, Notice, NoticeKind, QrCode
from hemaprint.content.markdown.directives import Directive
from hemaprint.content.markdown.displayed import caption
from hemaprint.content.markdown.draft import Draft, displayed_options
from hemaprint.content.spans import LONGEST_CODE
from hemaprint.errors import MalformedError
from hemaprint.project.identifiers import normal_doi
from hemaprint.project.text import printed_address
from hemaprint.project.values import WEB_ADDRESS

_KINDS: dict[str, NoticeKind] = {kind: kind for kind in get_args(NoticeKind)}


def build_notice(draft: Draft, directive: Directive, blocks: tuple[Block, ...]) -> Notice:
    """The block of a notice; it must say where the article stands, by ``:source:`` or by ``:doi:``."""
    doi = _doi(draft, directive)
    if not (directive.text("source") or directive.text("doi")):
        message = f"the {directive.name} does not say which article it is about"
        hint = "write :doi: of the article, or :source: number, date and page on which it stands"
        draft.problems.error("HP197", message, directive.location, hint)
    return Notice(
        **displayed_options(draft, directive),
        kind=_KINDS[directive.name],
        title=draft.display(directive.argument),
        source=draft.display(directive.fragment("source")),
        doi=doi,
        blocks=blocks,
    )


def _doi(draft: Draft, directive: Directive) -> str:
    if not directive.text("doi"):
        return ""
    try:
        return normal_doi(directive.text("doi"))
    except MalformedError as error:
        draft.problems.error(error.code, error.message, directive.where("doi"), error.hint)
        return ""


def build_qr(draft: Draft, directive: Directive) -> QrCode | None:
    """The block of a QR code; None where its address cannot be one."""
    text, options, href = caption(draft, directive), displayed_options(draft, directive), directive.argument.text
    if not href:
        return None
    if not WEB_ADDRESS.fullmatch(href):
        hint = "it starts with https:// and has no spaces"
        draft.problems.error("HP057", f'"{href}" is not a web address', directive.argument.locate(0), hint)
        return None
    if len(href.encode()) > LONGEST_CODE:
        message = f"the address has {len(href.encode())} bytes, too many for a code that can be read off paper"
        hint = f"{LONGEST_CODE} are the most: print a shorter address that leads there"
        draft.problems.error("HP118", message, directive.argument.locate(0), hint)
    return QrCode(**options, href=href, printed=printed_address(href), caption=text)

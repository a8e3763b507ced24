"""Figure directives -> figures, and what charts share with them."""

from __future__ import annotations

from hemaprint.content.blocks import Figure
from hemaprint.content.images import inspect_image
from hemaprint.content.markdown.directives import Directive, Prose
from hemaprint.content.markdown.draft import Draft, displayed_place, displayed_sheet, displayed_width, groups
from hemaprint.content.markdown.inline import DISPLAY
from hemaprint.content.markdown.lists import NAMES
from hemaprint.content.markdown.typography import finish_text
from hemaprint.content.spans import Copy


def build_figure(draft: Draft, directive: Directive) -> Figure | None:
    """The block of a figure directive; None when its picture cannot be set."""
    alt = alternative_text(draft, directive)
    credit, text = draft.display(directive.fragment("credit")), caption(draft, directive)
    width, place, sheet = displayed_width(directive), displayed_place(directive), displayed_sheet(directive)
    if not directive.argument.text:
        return None
    picture, problems = inspect_image(
        directive.argument.text,
        base=draft.context.issue_dir,
        root=draft.context.project_root,
        location=directive.argument.locate(0),
    )
    draft.problems.found += problems
    if picture is None:
        return None
    return Figure(
        line=draft.line(directive.index),
        anchor=draft.anchor(directive.index),
        width=width,
        place=place,
        sheet=sheet,
        source=picture.path,
        alt=alt,
        caption=text,
        credit=credit,
        number=draft.index.numbers.get(directive.index),
        natural_width=picture.width,
        natural_height=picture.height,
    )


def alternative_text(draft: Draft, directive: Directive) -> str:
    """What a picture says, as plain text: required unless it says nothing (``:decorative: yes``)."""
    directive.yes("number", default=True)
    alt, decorative = directive.text("alt"), directive.yes("decorative")
    if decorative and alt:
        hint = "a decorative picture says nothing: keep one of the two"
        draft.problems.error("HP123", "both :alt: and :decorative:", directive.where("decorative"), hint)
    if not decorative and not alt:
        hint = "write :alt: what it shows, or :decorative: yes"
        draft.problems.error("HP044", f"{directive.name} has no alternative text", directive.location, hint)
    return finish_text(" ".join(alt.split()), draft.context.language)


def caption(draft: Draft, directive: Directive) -> Copy:
    """The one paragraph under a picture, if there is one."""
    return one_paragraph(draft, directive, "a caption")


def one_paragraph(draft: Draft, directive: Directive, where: str) -> Copy:
    """The body of a directive that holds a single paragraph."""
    written: list[Copy] = []
    for part in directive.parts:
        if not isinstance(part, Prose):
            draft.refuse(part.name, where, part.location, f"close {directive.name} with ::: before it")
            continue
        for group in groups(part.tokens):
            first = group[0]
            place = draft.source.start_of(first.map[0] if first.map else directive.index)
            if first.type != "paragraph_open":
                draft.refuse(NAMES.get(first.type, "this"), where, place, "write one paragraph")
            elif written:
                draft.refuse("a second paragraph", where, place, "join the paragraphs into one")
            else:
                written.append(draft.write(draft.paragraph(group[1]), DISPLAY))
    return written[0] if written else ()

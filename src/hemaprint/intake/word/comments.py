"""The comments of a Word document: who says what, and on which words."""

from __future__ import annotations

from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import Element, line_of, w
from hemaprint.intake.word.parts import WordParts


def report_comments(parts: WordParts, findings: Findings) -> None:
    """A doubt for each comment. They are no copy, and are not taken over."""
    comments = parts.trees.get("comments")
    if comments is None:
        return
    places: dict[str, tuple[int, str]] = {}
    for _name, tree in parts.texts:
        _find_places(tree, places)
    for comment in comments.iter(w("comment")):
        line, anchor = places.get(comment.get(w("id"), ""), (1, ""))
        who = comment.get(w("author"), "") or "somebody"
        where = f" on {quoted(anchor)}" if anchor.strip() else ""
        text = " ".join("".join(t.text or "" for t in p.iter(w("t"))) for p in comment.iter(w("p")))
        findings.doubt("HP522", line, f"comment of {who}{where}: {' '.join(text.split())}")


def _find_places(tree: Element, places: dict[str, tuple[int, str]]) -> None:
    """The line of each comment, and the words between its start and its end."""
    open_ones: dict[str, list[str]] = {}
    for element in tree.iter(w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"), w("t")):
        identity = element.get(w("id"), "")
        if element.tag == w("commentRangeStart"):
            places[identity] = (line_of(element), "")
            open_ones[identity] = []
        elif element.tag == w("commentRangeEnd") and identity in open_ones:
            places[identity] = (places[identity][0], "".join(open_ones.pop(identity)))
        elif element.tag == w("commentReference"):
            places.setdefault(identity, (line_of(element), ""))
        else:
            for words in open_ones.values():
                words.append(element.text or "")

# SPDX-License-Identifier: MIT
"""Hold the names of drugs and genes to those that are approved: ``drugs.toml`` and ``genes.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from hemaprint.copydesk.lint.copy import PROSE, RUNNING, Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule, passage_rule
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import Problem

_WORD = re.compile(r"(?<![\w-])[A-Za-z][\w-]{2,40}(?![\w-])")
_SYMBOL = re.compile(r"(?<![\w:/-])[A-Z][A-Z0-9]{1,9}[A-Z0-9]?(?![\w:/-])")
_FUSION = re.compile(
    r"(?<![\w/:-])(?P<one>[A-Za-z][A-Za-z0-9]{1,7})(?P<joint>-|/|–)(?P<two>[A-Za-z][A-Za-z0-9]{1,7})(?![\w/:-])"
)
_GENE_AFTER = re.compile(
    r" (?:gene|genes|mutations?|variants?|alleles?|locus|exon|rearrangements?|translocations?|deletions?|"
    r"amplifications?)\b"
)
_GENE_BEFORE = re.compile(
    r"\b(?:mutations?|variants?|deletions?|rearrangements?|translocations?) (?:in|of|involving)"
    r"(?: the)? $|\bgenes? (?:called |named )?$"
)
_FORMER = re.compile(r"(?<![\w/:-])(?:[A-Z][A-Z0-9]{2,6}\d?|c-?[kK][iI][tT]|p53)(?![\w/:-])")


# ---------------------------------------------------------------- drugs


@article_rule
def check_trade_marks(manuscript: Manuscript, desk: Desk) -> Iterator[Problem]:
    """HP731: a trade mark in a passage without the drug's name, once for each in an article."""
    marks, told = trade_marks(), set[str]()
    also: Mapping[str, str] = table("drugs")["also"]
    for passage in manuscript.rooms(*PROSE):
        lower = passage.plain.lower()
        for match in _WORD.finditer(passage.plain):
            name = marks.get(match[0])
            if name is None or match[0] in told or desk.keeps(match[0]):
                continue
            if name in lower or also.get(name, name) in lower:
                continue
            told.add(match[0])
            message = f"“{match[0]}” is a trade mark of {name}"
            hint = f"write {name}; the trade mark may follow it in brackets once"
            yield passage.problem("HP731", match.start(), message, hint)


@passage_rule(*RUNNING, language="en")
def check_drug_capitals(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP732: the name of a substance with a capital, other than at the start of a sentence or in a name."""
    for match in _WORD.finditer(passage.plain):
        word = match[0]
        if not word.istitle() or word.lower() not in substances() or desk.keeps(word):
            continue
        after = passage.plain[match.end() :].lstrip()[:1]
        before = passage.plain[: match.start()].rstrip().rpartition(" ")[2]
        if passage.starts_sentence(match.start()) or after.isupper() or before[:1].isupper():
            continue
        message = f"“{word}” is the name of a substance, not a trade mark"
        yield passage.problem("HP732", match.start(), message, f"write {word.lower()}")


@cache
def trade_marks() -> Mapping[str, str]:
    """Each trade mark with the name of its substance."""
    return {mark: name for name, marks in table("drugs")["names"].items() for mark in marks}


@cache
def substances() -> frozenset[str]:
    """The names of substances."""
    return frozenset(word for name in table("drugs")["names"] for word in name.split() if len(word) > 4)


# ---------------------------------------------------------------- genes


@passage_rule(*PROSE, language="en")
def check_gene_italics(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP733: the symbol of a human gene in roman type, where its context says that the gene is meant."""
    symbols = _symbols()
    for match in _SYMBOL.finditer(passage.plain):
        symbol = match[0]
        if symbol not in symbols or passage.is_marked(*match.span(), "emphasis", "gene"):
            continue
        before = passage.plain[max(match.start() - 40, 0) : match.start()]
        if desk.keeps(symbol) or not (_GENE_AFTER.match(passage.plain, match.end()) or _GENE_BEFORE.search(before)):
            continue
        message = f"{symbol} is a gene here, and its symbol is in roman type"
        yield passage.problem("HP733", match.start(), message, f"write *{symbol}* or [{symbol}]{{.gene}}")


@passage_rule(*PROSE, "heading", "cell", language="en")
def check_former_symbols(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP734: a former symbol of a gene, and a fusion that is not written with two colons."""
    former: Mapping[str, str] = table("genes")["former"]
    fusions: Mapping[str, str] = table("genes")["fusions"]
    for match in _FUSION.finditer(passage.plain):
        better = fusions.get(f"{match['one']}-{match['two']}".upper())
        if better and not desk.keeps(match[0]):
            yield passage.problem("HP734", match.start(), f"“{match[0]}” is a fusion of genes", f"write {better}")
    for match in _FORMER.finditer(passage.plain):
        symbol = former.get(match[0], "")
        context = passage.plain[max(match.start() - 40, 0) : match.start()]
        in_context = _GENE_AFTER.match(passage.plain, match.end()) or _GENE_BEFORE.search(context)
        if symbol and in_context and not desk.keeps(match[0]):
            message = f"“{match[0]}” is a former symbol of the gene {symbol}"
            yield passage.problem(
                "HP734", match.start(), message, f"write *{symbol}*; the former may follow in brackets once"
            )


@cache
def _symbols() -> frozenset[str]:
    return frozenset(table("genes")["symbols"])

"""Generates whole articles in the dialects of other programs, and knows by construction what readers must see of them.

Every word of an article is its own (``q17z``), so that where it stands on a page can be asked without a parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st

OURS = "---\nheadline: A made up article\ndepartment: Report\n---\n"
FRONTS = {
    "jekyll": '---\nlayout: post\ntitle: "A made up article"\ndate: 2025-02-14 10:00:00 +0100\ntags: [a, b]\n---\n',
    "hugo": '+++\ntitle = "A made up article"\ndraft = false\n[params]\nx = 1\n+++\n',
    "obsidian": "---\naliases: [x]\ntags:\n  - a\ncssclass: y\n---\n",
    "pandoc": "---\ntitle: A made up article\nauthor:\n- A. Reader\nabstract: |\n  Of it.\n...\n",
    "myst": "---\njupytext: {x: y}\nkernelspec: {name: z}\n---\n",
    "github": "",
}


@dataclass(frozen=True)
class Part:
    """A stretch of source: the words in it, and what must not be printed unless a problem stands there."""

    source: str
    words: tuple[str, ...]
    signs: tuple[str, ...] = ()


@dataclass
class Maker:
    """Gives out words, and makes parts of patterns: ``§`` is a word, ``«...»`` is what must not be printed as typed."""

    numbers: Iterator[int] = field(default_factory=count)

    def part(self, pattern: str) -> Part:
        words: list[str] = []
        source = ""
        for sign in pattern:
            if sign == "§":
                words.append(f"q{next(self.numbers)}z")
                source += words[-1]
            else:
                source += sign
        signs = tuple(piece.partition("»")[0] for piece in source.split("«")[1:])
        return Part(source.replace("«", "").replace("»", ""), tuple(words), signs)


PLAIN = (
    "§ § §", "§ *§* §", "**§** §", "§ `§` §", "§, §; §. §", "$5 § and $6 §", "C# §", "§_§", "2 * 3 § * 4",
    "§ == § and § == §", "~ 5 mg §", "[sic] §", "@ §", "#1 §", "§ [§](https://example.org/a) §", "§\\\n§", "§  \n§",
    "&copy; § &mdash; §", "H~2~O §", "§^2^ §", "\\*§\\*", "§ <https://example.org> §", "§@example.org", "3-5 §",
    "§\n§", "\"§ §\" '§'", "§ (§) §", "5 < 6 § > 4", "§: §", "§ -- §", "§/§", "§\\~\\~§", "\\[\\[§\\]\\]",
)  # fmt: skip
"""Copy that means the same here: every word stands on the page."""

INLINE = {
    "github": (
        "«~~§»~~", "«~~§ §~~»", "~§ §~", "«:smile:» §", "@§", "«<kbd>§»</kbd>", "«<br>» §", "«$§ + §^2$»", "[§][1]",
        "«![§](a.png)»", "<!-- § -->", "<sub>§</sub>", "«[§]()»", "§[^nowhere]",
    ),
    "obsidian": (
        "«[[§]]»", "«[[§|§]]»", "«[[§#§]]»", "«![[§.png]]»", "«==§»==", "«%%§%%»", "§ #§", "«^[§» §]", "$§$", "~~§~~",
        "«[[#^§]]»",
    ),
    "jekyll": (
        "«{% include §.html %}»", "«{{ site.§ }}»", "*§*«{: .§}»", "«{::comment}§{:/comment}»", "$$§ + §$$",
        "«{% raw %}»§{% endraw %}", "[§](§.md)", "«{{ § | § }}»", "«{% link _posts/§.md %}»",
    ),
    "hugo": (
        '«{{< figure src="§.png" >}}»', "«{{% § %}}»§«{{% /§ %}}»", "«++§»++", "==§==", "«:rocket:» §",
        '[§]({{< ref "§.md" >}})', "«{{</* § */>}}»", "H~2~O §",
    ),
    "pandoc": (
        "[§]{.§}", "[§]{.smallcaps}", "«@§»", "[«@§», p. 3]", "[see «@§»]", "«\\cite{§}»", "«\\ref{§}»",
        "«\\emph{§}»", "\\§", "«$§_1 + §$»", "«$$§$$»", "«^[§» *§*]", "«`§`{=html}»", "\\(§+§\\)", "«[-@§]»",
        "§^§^", "~~§~~", "[§]{lang=de}", "«§^2» §",
    ),
    "myst": (
        "«{ref}`§`»", "«{cite}`§`»", "«{math}`§`»", "«{doc}`§ <§>`»", "«:ref:`§`»", "«{kbd}`§`»", "«++ctrl+§++»",
        "«{++§++}»", "«{--§--}»", "«{~~§~>§~~}»", "«{>>§<<}»", "«:material-§:»", "[§](#§)",
    ),
}  # fmt: skip

BLOCKS = {
    "github": (
        "> «[!NOTE]»\n> §\n> §", "> «[!WARNING]»\n>\n> §", "- «[ ]» §\n- «[x]» §\n  - [ ] §", "1. [x] §\n2. §",
        "| § | § |\n|---|:-:|\n| § | § \\| § |", "§ | §\n--- | ---\n§ | §",
        "<details>\n<summary>§</summary>\n§\n</details>",
        "```mermaid\n§\n```", "«$$»\n§ + §\n$$", "```math\n§\n```", "§\n===",
        "#§", "«#§» §", "***", "| § | § |\n| § | § |",
        "- [-] §", "* §\n\n  §", "![§][2]",
    ),
    "obsidian": (
        "> «[!tip]+» §\n> §", "> «[!faq]-»\n> §\n>\n> - §", "> [!quote] *§*\n> > §", "§ «^§»", "«%%»\n§\n\n§\n%%",
        "- «[/]» §", "«#§» #§", "- §\n\t- §", "![§](a b.png)", "«[[§]]»", "«[toc]»", "§:: §", "```dataview\n§\n```",
        "|§|§|\n|-|-|\n|§|§|",
    ),
    "jekyll": (
        "{% highlight § %}\n§\n{% endhighlight %}", "* §\n«{:toc}»", "§\n«{: .§}»", "«*[§]: §»", "§\n: §\n: §",
        "{% if § %}\n\n§\n\n{% endif %}", "    § §\n    §", "~~~ python\n§\n~~~", "# §", "§[^1]\n\n[^1]: §",
        "{:.§}\n> §", "{% comment %}\n§\n\n§\n{% endcomment %}", "«{{ content }}»",
    ),
    "hugo": (
        "{{< highlight § >}}\n§\n{{< /highlight >}}", "## § {#a-name}", "## § {#q-name}", "## § {.§}", "«{{< § >}}»",
        "§\n{.§}", "«+++»", "{{% notice § %}}\n§\n{{% /notice %}}", "- §\n1) §", "«[TOC]»", "#### §",
    ),
    "pandoc": (
        "::: §\n§\n:::", "::: {.§}\n§\n\n§\n:::", ":::: {#§ .§}\n::: §\n§\n:::\n::::", "«| §»\n| §",
        "«(@)» §", "«(@§)» §",
        "«+---+---+»\n| § | § |\n+---+---+", "§  §\n---- ----\n§  §", "«#.» §\n#. §", "§\n\n:   §", "§\n:   §\n\n    §",
        "\\begin{equation}\n§\n\\end{equation}", "«\\newpage»", "[^§]: §", "Table: §", "% §", "§\n---", "*§*\n~ §",
        "«\\pagebreak» §", "(1) §\n(2) §",
    ),
    "myst": (
        ":::{note}\n§\n:::", ":::{warning}\n§\n:::", ":::{admonition} §\n:class: §\n§\n:::", "```{note}\n§\n```",
        "«(§)=»\n## §", "% §", "«+++»", "!!! note\n    §\n\n    §", '«!!!» note "§"\n    §',
        "??? note\n    - §\n    - §",
        "«!!! §»\n\n§",
        '«=== "§"»\n\n    §', '«--8<--» "§.md"', ".. note:: §\n   §", ":::{code-block} §\n§\n:::",
        ":::{image} §.png\n:::", "::::{grid}\n:::{card} §\n§\n:::\n::::", "«:::note»\n§\n:::", "«:::tip[§]»\n§\n:::",
        "=TEXTBOX_START=§=\n§\n=TEXTBOX_END=", "**§ §**", "[a]: https://example.org", "§\n\n---\n\n§",
        "<!-- §\n\n§ -->",
        ":::{toctree}\n§\n:::",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Foreign:
    """An article in a dialect: its body, and its parts with the lines (from 1) of the body that they take."""

    dialect: str
    body: str
    parts: tuple[tuple[Part, int, int], ...]

    @property
    def front(self) -> str:
        """Front matter as the dialect has it."""
        return FRONTS[self.dialect]


@st.composite
def articles(draw: st.DrawFn) -> Foreign:
    """Articles of one to ten blocks."""
    maker = Maker()
    dialect = draw(st.sampled_from(sorted(INLINE)))
    plain, inline = st.sampled_from(PLAIN), st.sampled_from(INLINE[dialect])
    prose = st.lists(plain | inline, min_size=1, max_size=4).map(" § ".join)
    block = prose | st.sampled_from(BLOCKS[dialect]) | plain.map(lambda text: f"- {text}".replace("\n", "\n  "))
    block |= prose.map(lambda text: f"> {text}".replace("\n", "\n> ")) | st.just("## § §") | st.just("§.")
    patterns = ["## §", "Once there were people who wrote § and §.", *draw(st.lists(block, min_size=1, max_size=8))]
    parts: list[tuple[Part, int, int]] = []
    line = 1
    for pattern in patterns:
        part = maker.part(pattern)
        lines = part.source.count("\n") + 1
        parts.append((part, line, line + lines - 1))
        line += lines + 1
    return Foreign(dialect, "\n\n".join(part.source for part, *_ in parts) + "\n", tuple(parts))

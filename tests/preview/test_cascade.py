"""Which rules an element has, and which of them win."""

from __future__ import annotations

from pathlib import Path

import tinyhtml5

from hemaprint.preview.cascade import Applied, Cascade, name_of
from hemaprint.theme.linked import LinkedSheet

HTML = """\
<body><main class="copy"><p class="lead" style="hyphens:none">One</p><p>Two</p></main></body>
"""


def applied(*sheets: str, own: str = "", at: str = "lead") -> tuple[Applied, ...]:
    """The rules of the paragraph of a class, from these sheets."""
    root = tinyhtml5.parse(HTML, namespace_html_elements=False)
    (element,) = (one for one in root.iter() if one.get("class") == at)
    linked = [
        LinkedSheet("bundled", f"{number}.css", text, Path(f"{number}.css")) for number, text in enumerate(sheets)
    ]
    return Cascade(linked).applied(root, LinkedSheet("generated", "documents/x.css", own), element)


def told(found: tuple[Applied, ...]) -> list[str]:
    """Selectors with what they declare, what is overridden in brackets."""
    lines = []
    for rule in found:
        names = (f"({one.name})" if one.overridden else one.name for one in rule.declarations)
        lines.append(f"{rule.inherited} {rule.selector}{rule.pseudo and '::' + rule.pseudo}: {' '.join(names)}".strip())
    return lines


def test_the_more_specific_rule_wins_and_then_the_later_one() -> None:
    found = applied("p.lead { color: red }\np { color: blue; margin: 0 }", "p { margin-top: 1pt; margin-left: 1pt }")
    assert told(found) == [
        'style="…": hyphens',
        "p.lead: color",
        "p: margin-top margin-left",
        "p: (color) margin",
    ]
    assert [(one.address, one.line, one.column) for one in found[1:]] == [
        ("bundled/0.css", 1, 1),
        ("bundled/1.css", 1, 1),
        ("bundled/0.css", 2, 1),
    ]
    assert found[1].specificity == (0, 1, 1)


def test_a_shorthand_is_overridden_when_all_that_it_sets_is() -> None:
    later = "p { margin-top: 0; margin-right: 0; margin-bottom: 0; margin-left: 0 }"
    assert "p: (margin)" in told(applied("p { margin: 1pt }", later))


def test_importance_turns_the_order_round() -> None:
    sheets = "p { color: red !important }", "p.lead { color: blue }"
    assert told(applied(*sheets)) == ['style="…": hyphens', "p.lead: (color)", "p: color"]
    assert told(applied("p { hyphens: auto !important }")) == ['style="…": (hyphens)', "p: hyphens"]


def test_the_rules_of_the_document_are_stronger_than_those_of_the_theme() -> None:
    found = applied("p.lead { orphans: 2 }", own="p { orphans: 3 }")
    assert told(found)[1:] == ["p: orphans", "p.lead: (orphans)"]


def test_what_is_inherited_is_told_with_its_element() -> None:
    found = applied("main { color: red; margin: 0; widows: 2 }\nbody { color: blue }\np { widows: 3 }")
    assert told(found)[1:] == ["p: widows", "main.copy main: color"]


def test_variables_are_resolved_where_they_are_used() -> None:
    found = applied(":root { --a: 1pt; --b: calc(2*var(--a)) }\n.copy { --a: 3pt }\np { margin-top: var(--b) }")
    assert [one.resolved for one in found[1].declarations] == ["calc(2*3pt)"]


def test_what_the_typesetter_cannot_use_is_refused() -> None:
    found = applied("p { hue: 3; margin: 1px 2; color: red; --any: thing }")
    assert [one.name for one in found[1].declarations if one.refused] == ["hue", "margin"]


def test_a_value_that_is_too_long_says_that_it_goes_on() -> None:
    found = applied(f"p {{ --picture: {'x' * 301}; --other: {'x' * 300} }}")
    assert [one.value for one in found[1].declarations] == ["x" * 300 + "…", "x" * 300]


def test_pseudo_elements_have_rules_of_their_own() -> None:
    found = applied('p { color: red }\np::before { color: blue; content: "x" }')
    assert told(found)[1:] == ["p: color", "p::before::before: color content"]


def test_only_what_print_has_applies() -> None:
    found = applied(
        "@media all { p { color: red } }\n@media print { p { color: blue } }\np { page: x }\n1 { color: red }"
    )
    assert told(found)[1:] == ["p: page", "p: color"]


def test_an_element_is_called_as_a_selector_calls_it() -> None:
    root = tinyhtml5.parse(HTML, namespace_html_elements=False)
    assert [name_of(one) for one in root.find("body").iter()] == ["body", "main.copy", "p.lead", "p"]

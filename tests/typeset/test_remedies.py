"""Each mistake in a style sheet has its own line, column and remedy; what is for browsers is only a warning."""

from __future__ import annotations

import pytest

from hemaprint.errors import Problem
from hemaprint.typeset.engine.verdicts import BROWSER_PROPERTIES, PROPERTIES
from hemaprint.typeset.rules import form_faults
from hemaprint.typeset.styles import faults_of


def only(css: str) -> tuple[int, int, str, str]:
    (fault,) = faults_of(css)
    assert fault.is_error
    return fault.location.line, fault.location.column, fault.message, fault.hint


@pytest.mark.parametrize(
    ("css", "place", "message"),
    [
        (".a {\n color: red\n margin: 0;\n}", (2, 12), "a semicolon is missing before “margin”"),
        (".a{font-family: A\n colr: b}", (1, 18), "a semicolon is missing before “colr”"),
        (":root{--a: 3mm\n --b: 4mm;}\n.a{margin:var(--b)}", (1, 15), "a semicolon is missing before “--b”"),
        (".a{-webkit-hyphens: auto\n color: red}", (1, 25), "a semicolon is missing before “color”"),
        (".a{color: red\n .b{margin:0}}", (1, 14), "a semicolon is missing before “.b”"),
        ("@page{size: A4\n @top-left{content:none}}", (1, 15), "a semicolon is missing before “@top-left”"),
        (".a{\n color red; margin:0}", (2, 2), "“color red” is not a declaration"),
        (".a{color = red;}", (1, 4), "“color = red” is not a declaration"),
        (".a{\n // red\n color:red;}", (2, 2), "// begins no comment in a style sheet"),
        ("// a\n.a{color:red}", (1, 1), "// begins no comment in a style sheet"),
        (".a{color:red};\n.b{color:red}", (1, 14), "this semicolon follows a rule"),
        (".a,\n.b::foo,\n.c{color:red}", (2, 1), "“.b::foo” is not a selector; its rule is ignored"),
        (".a{margin:calc(1mm + )}", (1, 4), "ignored `margin: calc(1mm + )`: invalid value"),
        (".a{color:var()}", (1, 4), "ignored `color: var()`: invalid value"),
        ("@suports (a:b){.a{color:red}}", (1, 1), "the layout engine knows no @suports"),
        ('@font-face{font-family:"A";src:url("a.woff2")}', (1, 1), "missing src descriptor in '@font-face' rule"),
    ],
)
def test_a_mistake_has_its_place(css: str, place: tuple[int, int], message: str) -> None:
    found = [(one.location.line, one.location.column, one.message) for one in faults_of(css)]
    assert (*place, message) in found


@pytest.mark.parametrize(
    ("css", "remedy"),
    [
        (".a{color:#12345g}", "a colour has 3, 4, 6 or 8 digits after #, each 0 to 9 or a to f"),
        (".a{color:rde}", 'did you mean "red"?'),
        (".a{border:1pt solid rde}", 'did you mean "red"?'),
        (".a{display:grdi}", 'did you mean "grid"?'),
        (".a{colour:red}", 'did you mean "color"?'),
        (".a{margin:3ptt}", 'there is no unit ptt; did you mean "3pt"?'),
        (".a{margin:3}", "a length needs its unit: 3pt or 3mm"),
        (".a{margin:3 mm}", "no space is between a number and its unit: 3mm"),
        (".a{color:red !imporant}", 'did you mean "!important"?'),
        (
            ".a{margin:calc(1mm +2mm)}",
            "each sign needs a value on both sides, and spaces around + and -: calc(1mm + 2pt)",
        ),
        (".a{content:“a”}", 'write straight quotation marks: "…"'),
        (".a{color::red}", "write one colon"),
        (".a:frist-child{color:red}", 'did you mean "first-child"?'),
        (".a{color red}", "write a colon after color"),
        (".a,{color:red}", "remove the comma, or write the selector"),
    ],
)
def test_a_mistake_has_its_remedy(css: str, remedy: str) -> None:
    assert only(css)[3] == remedy


@pytest.mark.parametrize(
    "css",
    [".a{-webkit-hyphens:auto}", ".a{cursor:pointer}", ".a{text-wrap:balance}", ".a::-webkit-scrollbar{width:0}"],
)
def test_what_is_for_browsers_is_a_warning(css: str) -> None:
    (fault,) = faults_of(css)
    assert (fault.code, fault.severity) == ("HP090", "warning")


@pytest.mark.parametrize(
    "css",
    ['@charset "utf-8";', ".a{&:hover{color:red}}", ".a{> .b{color:red}}", "@layer a{.b{color:red}}", ":root{--a:b:c}"],
)
def test_what_can_be_used_is_left_alone(css: str) -> None:
    assert faults_of(css) == ()


def test_no_property_of_print_is_one_for_browsers() -> None:
    assert not BROWSER_PROPERTIES & set(PROPERTIES)


def test_a_mistake_keeps_its_place_when_lines_come_before_it() -> None:
    def place(found: tuple[Problem, ...]) -> tuple[int, int]:
        return found[0].location.line, found[0].location.column

    rule = ".a{color:red}\n .b{colr:red}"
    assert (place(faults_of(rule)), place(faults_of(f"\n\n{rule}"))) == ((2, 5), (4, 5))


def test_sheets_for_browsers_are_asked_for_their_form_alone() -> None:
    css = ".a{mso-hide:all;word-break:break-word}\n.b{color:red\n margin:0}\n.c{color red}"
    assert [one.location.line for one in form_faults(css)] == [2, 4]

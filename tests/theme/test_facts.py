"""Which blocks of an article a page template fills, itself or by the template that it extends."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from hemaprint.theme.facts import fills

TEMPLATES = {
    "article.html": "{% block body %}{% block head %}{% endblock %}{% block side_head %}{% endblock %}{% endblock %}",
    "plain.html": '{% extends "article.html" %}{% block head %}A title{% endblock %}',
    "letter.html": '{% extends "article.html" %}{% block side_head %}A picture{% endblock %}',
    "essay.html": '{% extends "letter.html" %}{% block head %}A title{% endblock %}',
}


@pytest.mark.parametrize(("name", "filled"), [("plain.html", False), ("letter.html", True), ("essay.html", True)])
def test_a_template_fills_what_it_or_its_parent_writes(name: str, filled: bool) -> None:
    assert fills(Environment(loader=DictLoader(TEMPLATES), autoescape=True), name, "side_head") == filled

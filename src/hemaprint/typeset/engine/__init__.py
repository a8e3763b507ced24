# SPDX-License-Identifier: MIT
"""Keep the layout engine warm: WeasyPrint, and every change that is made to it."""

from hemaprint.typeset.engine import declarations

declarations.expect()

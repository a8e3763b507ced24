# SPDX-License-Identifier: MIT
"""Read formulas as LaTeX writes them, say them in words and in one line, and draw them."""

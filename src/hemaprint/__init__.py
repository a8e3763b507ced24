# SPDX-License-Identifier: MIT
"""hemaprint turns a magazine's Markdown manuscripts into a finished issue."""

__version__ = "0.1.0"

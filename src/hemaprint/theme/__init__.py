# SPDX-License-Identifier: MIT
"""Resolve layouts, styles and fonts: a project's own first, the bundled ones second."""

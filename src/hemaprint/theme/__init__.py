"""Layouts, styles and fonts, in order of precedence: a project's own first, the bundled ones second."""

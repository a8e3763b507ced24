# SPDX-License-Identifier: MIT
"""Measure finished pages as a compositor looks at them: on the PDF alone, its tags, its glyphs, its pictures."""

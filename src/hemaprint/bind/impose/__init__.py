# SPDX-License-Identifier: MIT
"""Impose a print file: its pages on press sheets, in the order that folding makes of them.

The arithmetic is our own and small. pdfimpose, which does the same, is under the AGPL and builds on PyMuPDF, which is
too; it places pages by their crop box and writes a new document: trim, bleed and the output intent of PDF/X are lost.
"""

# SPDX-License-Identifier: MIT
"""Examine finished PDFs as a printer, a reader and an editor would."""

# SPDX-License-Identifier: MIT
"""Read any PDF: its objects, fonts, colours and marks, and its pages as pictures."""

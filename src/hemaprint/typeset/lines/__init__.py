# SPDX-License-Identifier: MIT
"""Break a paragraph as a whole: numbers in, numbers out."""

# SPDX-License-Identifier: MIT
"""Build an issue or offprints: the stages in order (``issue``), and what they need."""

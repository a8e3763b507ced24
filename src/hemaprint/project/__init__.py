# SPDX-License-Identifier: MIT
"""Find a project and read its files: every value is checked, and knows its line and column."""

# SPDX-License-Identifier: MIT
"""Read manuscripts: from files to a validated issue, every value knowing its file, line and column."""

# SPDX-License-Identifier: MIT
"""Bind typeset articles into one issue, and make its editions: digital, print and e-mail."""

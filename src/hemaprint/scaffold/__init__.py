# SPDX-License-Identifier: MIT
"""Write a new magazine, and new issues and articles into one: what ``init`` and ``new`` leave on the disk."""

# SPDX-License-Identifier: MIT
"""Show the pages of an issue in a browser while its files are edited."""

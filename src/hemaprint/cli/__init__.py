# SPDX-License-Identifier: MIT
"""Parse, call, print: the commands, one file for each group of them."""

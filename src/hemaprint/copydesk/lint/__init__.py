# SPDX-License-Identifier: MIT
"""Read an issue as a copy editor does: typography, house style, and clinical language."""

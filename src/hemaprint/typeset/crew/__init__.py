# SPDX-License-Identifier: MIT
"""Set galleys with a crew of compositors: this process, several of them, or other machines, all by the same rules."""

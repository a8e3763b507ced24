# SPDX-License-Identifier: MIT
"""Talk to the operating system: files, processes, caches, installed software."""

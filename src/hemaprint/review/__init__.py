# SPDX-License-Identifier: MIT
"""Compare two versions of an issue: which pages changed, in what words, and where a picture of them differs."""

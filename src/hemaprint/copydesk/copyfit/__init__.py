# SPDX-License-Identifier: MIT
"""Fit copy to its pages: how many lines an article is over or under, where a cut saves one, what fills a page."""

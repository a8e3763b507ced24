# SPDX-License-Identifier: MIT
"""Compose an article or a page as one HTML document (Jinja2), page numbers already literal."""

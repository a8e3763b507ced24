"""Manuscript -> validated article -> issue, every value knowing its file, line and column."""

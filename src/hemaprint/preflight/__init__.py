"""Findings about pages and PDFs that a printer, a reader or an editor would reject."""

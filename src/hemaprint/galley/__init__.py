"""One article or page -> one HTML document (Jinja2), page numbers already literal."""

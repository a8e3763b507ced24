"""A plain text read as passages."""

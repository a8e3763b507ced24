"""HTML read as passages: what web pages, Word documents and pandoc have in common."""

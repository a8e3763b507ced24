"""What was understood, as front matter and Markdown."""

"""Break a paragraph as a whole: numbers in, numbers out."""

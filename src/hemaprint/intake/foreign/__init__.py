"""Other programs that read manuscripts for us, and the words that are counted without them."""

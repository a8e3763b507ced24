"""What is in a Word document beside its words, told apart before the words are read."""

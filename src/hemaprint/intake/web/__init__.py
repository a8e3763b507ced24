"""What is in a web page beside its article."""

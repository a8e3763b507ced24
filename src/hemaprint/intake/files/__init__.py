"""What a manuscript is, opened within bounds."""

"""What the passages of a manuscript mean."""

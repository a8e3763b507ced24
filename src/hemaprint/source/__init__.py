"""Files read into values that know their line and column."""

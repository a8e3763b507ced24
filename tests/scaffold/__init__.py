"""Tests of what init and new write."""

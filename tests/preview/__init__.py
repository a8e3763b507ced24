"""Tests of the preview: the desk, the server, and a real browser before it."""

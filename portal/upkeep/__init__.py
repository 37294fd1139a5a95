"""Keeping what is public true and fresh: what waits, what is old, what comes and goes, and who did what."""

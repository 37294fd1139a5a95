"""Guides: how a thing is done, and who answers for it."""

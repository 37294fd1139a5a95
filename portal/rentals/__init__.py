"""Assistive devices to borrow."""

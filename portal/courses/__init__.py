"""Courses for elders."""

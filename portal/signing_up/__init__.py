"""Signing up for a course, a sports event or a tour, without an account; and what one sees of it afterwards."""

"""Releasing an urgent warning from a phone: a link for one person, one text, once."""

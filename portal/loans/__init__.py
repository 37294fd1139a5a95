"""Promises of devices: their days, the waiting list, and what the family is told."""

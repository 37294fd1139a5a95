"""Booking a device, and what a family does with a loan of its own."""

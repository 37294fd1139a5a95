"""Promises of devices: booking, lending, taking back, and the money between."""

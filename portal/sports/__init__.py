"""Sports events."""

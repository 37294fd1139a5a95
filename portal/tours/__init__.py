"""Health tours."""

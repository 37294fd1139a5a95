"""Words of the house that need no framework."""

"""Pictures in publications: described, made small, and never the only carrier of what is said."""

"""The portal for the elders of a district."""

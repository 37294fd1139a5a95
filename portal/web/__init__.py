"""Where HTTP meets the rest of the house."""

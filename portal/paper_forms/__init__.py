"""Paper forms with a number of their own: printed for everyone, keyed in once when they come back."""

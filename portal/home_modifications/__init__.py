"""Home modifications: what can be done at home, and how to apply."""

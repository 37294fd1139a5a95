"""Help against fraud: is this message from us, is that number known, telling us of an attempt, and a quiz."""

"""From facts to a page that a printer takes: one press, one shared layout."""

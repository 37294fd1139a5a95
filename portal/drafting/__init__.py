"""Forms that are filled in a page at a time: saved as they are sent, and found again by a code."""

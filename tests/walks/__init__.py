"""One journey to a file, told as a story about a person."""

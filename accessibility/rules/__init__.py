"""Every rule there is, by what it looks at."""

"""The auditor, seen to find what it is there to find."""

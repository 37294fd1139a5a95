"""Stories about the people who use the portal."""

"""The ways out: to the console, into a file, to a webhook, or through an operator of text messages."""

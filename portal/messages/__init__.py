"""What the portal tells people: an outbox, the ways out of it, and the code that shows a message is ours."""

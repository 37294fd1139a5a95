"""Staff: who they are, how they sign in, which doors they may open, and what they did."""

"""What residents ask for: the half that all kinds of request share."""

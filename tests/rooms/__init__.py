"""The rules and models of each room, without a page around them."""

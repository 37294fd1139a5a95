"""What stands in the stations: items one by one, their condition, and the days on which each is spoken for."""

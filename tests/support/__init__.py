"""What the tests stand on: a database, a server, a visitor and a browser."""

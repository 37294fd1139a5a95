"""The publishing desk: staff of all departments write, read and release what everyone may read."""

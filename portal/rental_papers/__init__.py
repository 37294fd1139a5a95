"""The counter of a station on paper: what is printed, read out, signed and stuck on."""

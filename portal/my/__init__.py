"""My things: what a resident sees of their own, with a code sent to their phone in place of a password."""

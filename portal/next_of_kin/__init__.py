"""For somebody who has died: the next of kin at a counter, by proof, and written down."""

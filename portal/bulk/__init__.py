"""Many at once: sheets in and out, copies, and series by a rule."""

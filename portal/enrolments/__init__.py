"""Places in courses, sports events and tours: signing up, the waiting list, and the draw."""

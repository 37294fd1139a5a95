"""The desk of enrolments: who has a place, entering for a caller, the day itself, the draw, and numbers."""

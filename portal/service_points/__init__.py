"""Service points: where somebody sits who helps."""

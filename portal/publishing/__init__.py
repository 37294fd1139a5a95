"""What staff publish and everyone may read."""

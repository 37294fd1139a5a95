"""What people see when something breaks."""

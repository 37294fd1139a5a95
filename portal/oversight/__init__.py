"""What is measured: whether everybody is reached, by whichever way."""

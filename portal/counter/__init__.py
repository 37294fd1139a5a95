"""Paper, telephone and counter: the same requests as online, taken down by staff."""

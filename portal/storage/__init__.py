"""Files beside the database: what residents send, pictures of texts, sheets on trial."""

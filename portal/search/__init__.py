"""Finding: one token maker, one small index in the database, and questions that forgive."""

"""One household's home modification, from the first call to the paid subsidy: what is kept, and what may happen."""

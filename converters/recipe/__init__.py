"""The user's decisions, as a file, and the questions that ask for them."""

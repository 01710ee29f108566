"""Step: pay."""

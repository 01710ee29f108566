"""Step: sources."""

"""Step: headcounts."""

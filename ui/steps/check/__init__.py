"""Step: check and fix."""

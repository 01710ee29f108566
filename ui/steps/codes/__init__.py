"""Step: match codes."""

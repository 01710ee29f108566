"""Step: match columns."""

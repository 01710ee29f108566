"""Step: people and contracts."""

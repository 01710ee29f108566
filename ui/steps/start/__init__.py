"""Step: school and year."""

"""Step: finish."""

"""COLLECT's own words: its list of errors, and why it refused a file."""

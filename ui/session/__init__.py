"""One open return: its files, build, checks, changes, decisions, edits and notes."""

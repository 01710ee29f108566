"""Findings as people read them: the docked list, the page of a rule."""

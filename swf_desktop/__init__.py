"""The return itself: one collection's facts, the records, base pay, the workspace."""

__version__ = "0.1.0"

"""Readers of text: delimited and fixed-width."""

"""Rows of all sheets joined to people, contracts and what belongs to them."""

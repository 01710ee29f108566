"""Widgets that more than one step uses."""

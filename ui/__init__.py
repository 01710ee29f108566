"""Doors for people: the command line and the window. The only place that imports Qt."""

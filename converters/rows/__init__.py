"""Rows of a planned sheet, read into fields, with every doubt and repair listed."""

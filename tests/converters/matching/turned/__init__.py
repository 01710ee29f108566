"""Tests of sheets of other shapes made plain tables."""

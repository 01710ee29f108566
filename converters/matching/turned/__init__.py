"""Sheets of other shapes made plain tables before matching: timetable grids, calendars, contracts side by side."""

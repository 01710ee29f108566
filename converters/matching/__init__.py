"""What each sheet, column and row of a table is: planned before anything is read."""

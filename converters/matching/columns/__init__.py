"""What each column of a sheet is: what it may be, and what all of them together are decided to be."""

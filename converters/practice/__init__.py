"""Practice returns: made schools, faults planted in them, and the answer sheet to check against."""

"""Commands for practice: made schools with faults, and lessons."""

"""What is wrong with a return, and why."""

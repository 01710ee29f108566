"""Files: how they are written, and which are not."""

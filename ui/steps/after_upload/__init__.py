"""After the upload: what COLLECT said, and what is done about it."""

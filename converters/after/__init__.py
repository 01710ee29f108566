"""After the upload: notes that come back, and what changed since the last file."""

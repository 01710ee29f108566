"""The worker process, and what it does and tells."""

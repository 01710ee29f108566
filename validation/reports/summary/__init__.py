"""The department's school summary."""

"""The sample school: its files, its truth, and a school of any size for measuring."""

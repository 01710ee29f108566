"""What files are wrapped in: zip parts, archives, compound files, passwords."""

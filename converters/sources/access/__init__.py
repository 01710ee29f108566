"""The reader of Access databases."""

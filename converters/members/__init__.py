"""What the return makes of its members: posts, roles, defaults, who is left out and who may be missing."""

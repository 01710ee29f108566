"""The window of all schools of an authority or a trust."""

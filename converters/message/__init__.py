"""The return as a COLLECT-ready file: header, elements, and what found no place."""

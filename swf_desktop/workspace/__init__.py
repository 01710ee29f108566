"""The file of a return: records, journal, overlay."""

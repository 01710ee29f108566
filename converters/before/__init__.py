"""Before census day: the dates, the sheet of counts, and a checking slip for each employee."""

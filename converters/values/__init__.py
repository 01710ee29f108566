"""One value of a cell, as a field wants it: dates, money, names, codes, job titles."""

"""One small reader for each form that data arrives in, all giving the same tables of raw cells."""

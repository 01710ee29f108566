"""What the cells of a sheet tell of it, whatever its headings say."""

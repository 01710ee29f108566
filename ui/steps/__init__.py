"""The steps of the window, a folder each: `page.py` holds its class `Page`."""

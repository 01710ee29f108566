"""The main window: rail, history, help."""

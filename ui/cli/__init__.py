"""The command line, `swf-desktop`."""

"""`python -m swf_desktop`: the same door as the command `swf-desktop`."""

import sys

from ui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

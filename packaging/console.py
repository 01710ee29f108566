"""The built `swf-desktop`: the command line, and the window where no command is given."""

import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process starts this same program again; it must go no further than this line.
    multiprocessing.freeze_support()

    from ui.cli.main import main

    sys.exit(main())

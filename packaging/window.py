"""The built `SWF Desktop`: the window, with the return to open as its one argument (a double click on a .swfreturn)."""

import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process starts this same program again; it must go no further than this line.
    multiprocessing.freeze_support()

    if sys.argv[1:2] == ["--selftest-window"]:
        from ui.cli.selftest import run_window

        sys.exit(run_window(sys.argv[2:]))

    from ui.app import run

    sys.exit(run(sys.argv[1:]))

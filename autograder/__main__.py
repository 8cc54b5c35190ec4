"""``python -m autograder``: the command line without the installed script."""

from autograder.cli import main

if __name__ == "__main__":
    main()

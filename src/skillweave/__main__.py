"""`python -m skillweave`."""

from skillweave.cli.app import main

if __name__ == "__main__":
    main()

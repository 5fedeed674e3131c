"""`python -m reviewaudit`."""

from reviewaudit.cli import main

if __name__ == "__main__":
    main()

"""`python -m allocator` is the command line."""

from allocator.cli import main

main()

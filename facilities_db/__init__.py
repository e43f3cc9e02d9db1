"""Where people can go: the directory of programs, its import, its geography and its search."""

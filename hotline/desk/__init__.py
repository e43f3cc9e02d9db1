"""The desk: what staff see and do in a browser."""

"""Measures how well messages are understood and danger is seen, beside simpler ways to do it."""

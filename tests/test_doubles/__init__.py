"""Tests of the test doubles: they must pass what is right and, above all, catch what is wrong."""

"""Measurements: Porchlight beside Rasa's default pipeline, on one machine, in one run."""

"""What the assistant does besides answering: one action a file, named as in the domain."""

"""Who takes over when a person wants a person: the queue of handoffs and the phone line's hours."""

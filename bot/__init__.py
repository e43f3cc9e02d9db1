"""What the assistant understands and says (a standard Rasa project), and the worker that runs it."""

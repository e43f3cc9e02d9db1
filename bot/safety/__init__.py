"""What is said to someone in danger, decided by reviewed patterns alone, with or without the model."""

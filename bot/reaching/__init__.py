"""What someone says while they wait for a person or talk with one: how to be reached, when, and what to share."""

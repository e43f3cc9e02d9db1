"""What can be said, held against the rules for it, and as a page for the people who review it. Nothing loads Rasa."""

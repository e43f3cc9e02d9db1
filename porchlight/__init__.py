"""What every other package stands on: settings, the database, secrets, the composition root, the command line."""

"""Rasa components that turn a message into an intent and entities."""

"""The phone page: a stand-in for a real phone, in development only."""

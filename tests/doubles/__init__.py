"""Real HTTP servers that stand in for Twilio and Telegram.

The tests of Porchlight stop at the network edge and no earlier: the real client libraries talk to these
servers, and what they send is checked against what the providers publish, so a wrong parameter fails here
as it would there.
"""

"""How people reach Porchlight: SMS, Telegram, the phone page; the journal between them and the worker; delivery."""

"""Signatures on documents (PAdES, ETSI EN 319 142-1): made through one port, embedded and validated here."""

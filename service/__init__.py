"""Retour's service: everything that is not pure. Imports point down only (see docs/decisions)."""

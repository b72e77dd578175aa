"""Events a phone sends late, twice and out of order: one protocol, one place (docs/plugins/offline.md)."""

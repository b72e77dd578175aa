"""The frame: everything a plugin stands on. Imports no plugin."""

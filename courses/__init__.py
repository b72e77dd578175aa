"""Running training: one folder a plugin, all of one shape."""

"""The room that looks into several: home, search, settings, site map, help."""

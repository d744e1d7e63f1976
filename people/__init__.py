"""Who serves where: administrative units, organisations, officers, and their assignments to positions."""

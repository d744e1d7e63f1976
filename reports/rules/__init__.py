"""What the pages compute: geometry of the figures, shades of the map, one line a competency. Pure."""

"""Phone calls: the line first, then the person."""

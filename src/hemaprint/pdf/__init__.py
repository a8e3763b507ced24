"""Read what any PDF says: its resources, its content streams, its colour spaces, its pages as pictures."""

"""An authority's or a trust's returns: its schools, what they share, and one run over all of them."""

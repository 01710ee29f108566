"""The commands for an authority's or a trust's folder of returns."""

"""Base pay as one pure working, spine points, and what is said of them."""

"""What is repeated until something breaks: seconds of it in the tests, an hour by `nox -s soak`."""

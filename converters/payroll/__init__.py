"""Pay records of all forms, taken to the figures of a contract: base pay, or scale, region and point."""

"""Commands on a return that is kept, and its password."""

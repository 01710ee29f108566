"""Rows of pay without a contract number, given to contracts by which figures fit."""

"""Readers of workbooks: .xlsx, .xlsb, .xls, .ods."""

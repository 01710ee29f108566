"""One form of data into another: files to tables, tables to records, records to XML."""

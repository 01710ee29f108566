"""Papers for people: pay sheet, question sheet, who is who, template, and the folder of reports."""

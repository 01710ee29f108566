"""What can be sent to a helpdesk: a copy of a return about nobody, and details that name nobody."""

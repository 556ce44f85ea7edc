"""What goes in and out, by kind of thing; the OpenAPI document is read off these."""

"""What every room of the site shares: the page, its macros, forms and drafts."""

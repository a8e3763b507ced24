"""Web pages made from articles that are known word for word: a corpus to measure the reader of pages with.

Nothing in it is copied: the words come from two short lists, one for copy and one for furniture, and the forms are those
that trackers of reading modes and extractors describe. ``python -m intake.webpages`` prints the table of forms.
"""

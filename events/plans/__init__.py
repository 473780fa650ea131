"""What editors do with the plan of an event in one press: move it, cancel it, move it online, look back, repeat it.

`changes` says what each does to the page and what is told, `audience` whom it reaches, `forms` and `views` are the
pages of the admin, `repeat` makes the draft of the next time.
"""

"""Questions that editors add to a form of their own: model, rules, form fields, answers in words."""

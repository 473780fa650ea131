"""The pages of the form: beginning, steps, what was sent, invitations, lost links."""

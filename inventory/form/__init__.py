"""The form of a round: core and own questions, steps, files, private links, mails."""

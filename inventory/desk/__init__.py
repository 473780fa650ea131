"""The editors' desk: the queue of submissions, decisions about them, publishing, exports."""

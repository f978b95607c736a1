"""Response curves read off: for readers, for programs and for sheets."""

"""Reports as one web page that needs nothing else: no server, no network, and no script but its slider."""

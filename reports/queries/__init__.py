"""What each page reads: pages of several domains put together from the queries of each."""

"""Files that come in and go out: people, deliveries, visits, villages and health centres, as workbooks or CSV."""

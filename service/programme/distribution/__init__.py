"""What was promised, what an agent says was brought, what the returnees say that came, and samples that check both."""

"""Tables: their records, their life, their encryption, and the catalog that keeps them."""

"""Secondary indexes: what their entries are, who keeps them up with the table, who fills and clears them."""

"""AWS service models compiled to validators."""

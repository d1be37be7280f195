"""The parameters that expressions have replaced, as other front ends to conditions, updates and projections."""

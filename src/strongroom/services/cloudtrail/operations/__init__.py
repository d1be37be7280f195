"""The operations of CloudTrail, one file each."""

"""The operations of IAM, one file each."""

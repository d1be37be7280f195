"""Who may call which operation on what, by identity-based and resource-based policies.

``Authorization.admit`` is asked before every operation: ``accesses`` says what a request does to which
resources, ``condition_keys`` what policies may ask about it.
"""

from strongroom.services.dynamodb.authorization.gate import Authorization

__all__ = ["Authorization"]

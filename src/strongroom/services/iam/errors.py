"""The errors of IAM, each as the service words it.

Source: IAM API reference, "Errors" of each operation, for codes and status; observed answers for the texts.
"""

from __future__ import annotations

from strongroom.errors import ServiceError


def not_found(kind: str, name: str) -> ServiceError:
    """No ``kind`` (user, group or role) has that name."""
    return ServiceError("NoSuchEntity", f"The {kind} with name {name} cannot be found.", 404)


def already_exists(kind: str, name: str) -> ServiceError:
    return ServiceError("EntityAlreadyExists", f"{kind.capitalize()} with name {name} already exists.", 409)


def inline_policy_not_found(kind: str, policy: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"The {kind} policy with name {policy} cannot be found.", 404)


def no_such_access_key(caller: str, access_key_id: str) -> ServiceError:
    """Whose last use is asked for: that nobody has such a key is not told."""
    return access_denied(
        f"User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key "
        f"{access_key_id}"
    )


def access_key_not_found(access_key_id: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"The Access Key with id {access_key_id} cannot be found.", 404)


def instance_profile_not_found(name: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"Instance Profile {name} cannot be found.", 404)


def instance_profile_exists(name: str) -> ServiceError:
    return ServiceError("EntityAlreadyExists", f"Instance Profile {name} already exists.", 409)


def not_in_instance_profile(role: str, profile: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"Role {role} in Instance Profile {profile} cannot be found.", 404)


def account_alias_exists(alias: str) -> ServiceError:
    """An account of this server has the alias; they are unique."""
    return ServiceError("EntityAlreadyExists", f"The account alias {alias} already exists.", 409)


def account_alias_not_found(alias: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"The account alias with name {alias} cannot be found.", 404)


def login_profile_not_found(user: str) -> ServiceError:
    """The user has no password for a console."""
    return ServiceError("NoSuchEntity", f"Login Profile for User {user} cannot be found.", 404)


def password_policy_not_found(account: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"The Password Policy with domain name {account} cannot be found.", 404)


def policy_exists(name: str) -> ServiceError:
    return ServiceError(
        "EntityAlreadyExists", f"A policy called {name} already exists. Duplicate names are not allowed.", 409
    )


def policy_not_found(arn: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"Policy {arn} was not found.", 404)


def policy_not_attachable(arn: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)


def version_not_found(arn: str, version: str) -> ServiceError:
    return ServiceError(
        "NoSuchEntity", f"Policy {arn} version {version} does not exist or is not attachable.", 404
    )


def boundary_not_attachable(arn: str) -> ServiceError:
    return ServiceError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", 404)


def no_boundary(kind: str, name: str) -> ServiceError:
    return ServiceError(
        "NoSuchEntity", f"The {kind} with name {name} does not have a permissions boundary.", 404
    )


def invalid_arn(arn: str) -> ServiceError:
    """A text that is no ARN, or the ARN of something else than what is meant."""
    code = "InvalidInput" if arn.startswith("arn:") else "ValidationError"
    return ServiceError(code, f"ARN {arn} is not valid.")


def delete_conflict(text: str) -> ServiceError:
    return ServiceError("DeleteConflict", text, 409)


def roles_in_instance_profile() -> ServiceError:
    """Neither of the two is deleted while a role is in an instance profile."""
    return delete_conflict("Cannot delete entity, must remove roles from instance profile first.")


def quota_exceeded(quota: str, most: int) -> ServiceError:
    return ServiceError("LimitExceeded", f"Cannot exceed quota for {quota}: {most}", 409)


def inline_policies_too_large(kind: str, name: str, most: int) -> ServiceError:
    return ServiceError("LimitExceeded", f"Maximum policy size of {most} bytes exceeded for {kind} {name}", 409)


def too_many_versions() -> ServiceError:
    return ServiceError(
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
        "existing version.",
        409,
    )


def malformed_policy(text: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", text)


def protected_role(name: str) -> ServiceError:
    """A service-linked role, which only its service changes."""
    return ServiceError(
        "UnmodifiableEntity",
        f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS",
    )


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDenied", message, 403)


def invalid_token() -> ServiceError:
    """Temporary credentials without MFA where the service takes none."""
    return ServiceError("InvalidClientTokenId", "The security token included in the request is invalid", 403)


def user_name_needed() -> ServiceError:
    """The caller is no user, so the user that it means must be named."""
    return ServiceError("ValidationError", "Must specify userName when calling with non-User credentials")


def invalid_input(text: str) -> ServiceError:
    return ServiceError("InvalidInput", text)


def invalid_marker() -> ServiceError:
    return ServiceError("ValidationError", "Invalid Marker.")

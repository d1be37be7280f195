"""The errors of KMS, each as the service words it.

The service answers 400 for every error of the caller's, whatever its API reference says.
Source: KMS API reference, "Errors" of each operation; observed answers of the service.
"""

from __future__ import annotations

from strongroom.errors import ServiceError


def key_not_found(key_arn: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Key '{key_arn}' does not exist")


def alias_not_found(alias_arn: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Alias {alias_arn} is not found.")


def invalid_key_id(key_id: str) -> ServiceError:
    """A text that is neither a key id, nor an ARN, nor an alias."""
    return ServiceError("NotFoundException", f"Invalid keyId '{key_id}'")


def invalid_key_id_in_arn(key_id: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Invalid keyId {key_id}")


def invalid_arn(region: str) -> ServiceError:
    """An ARN that names nothing here, such as one of another region."""
    return ServiceError("NotFoundException", f"Invalid arn {region}")


def aliases_not_supported() -> ServiceError:
    return ServiceError("InvalidArnException", "Key Aliases are not supported for this operation.")


def no_such_policy() -> ServiceError:
    return ServiceError("NotFoundException", "No such policy exists")


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDeniedException", message)


def ciphertext_access_denied() -> ServiceError:
    """When the ciphertext alone names a key that is gone or that the caller may not use."""
    return access_denied(
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or "
        "you are not allowed to access."
    )


def disabled(key_arn: str) -> ServiceError:
    return ServiceError("DisabledException", f"{key_arn} is disabled.")


def pending_deletion(key_arn: str) -> ServiceError:
    return ServiceError("KMSInvalidStateException", f"{key_arn} is pending deletion.")


def pending_replica_deletion(key_arn: str) -> ServiceError:
    """A multi-Region primary key that is deleted when its replicas are."""
    return ServiceError("KMSInvalidStateException", f"{key_arn} is pending replica deletion.")


def pending_import(key_arn: str) -> ServiceError:
    return ServiceError("KMSInvalidStateException", f"{key_arn} is pending import.")


def not_pending_deletion(key_arn: str) -> ServiceError:
    return ServiceError("KMSInvalidStateException", f"{key_arn} is not pending deletion.")


def wrong_origin(key_arn: str, origin: str) -> ServiceError:
    return ServiceError(
        "UnsupportedOperationException", f"{key_arn} origin is {origin} which is not valid for this operation."
    )


def rotation_conflict(key_arn: str) -> ServiceError:
    """On-demand rotation of a key whose automatic rotation is near."""
    return ServiceError(
        "ConflictException", f"An automatic rotation of {key_arn} is in progress or begins within 20 minutes."
    )


def invalid_import_token() -> ServiceError:
    return ServiceError("InvalidImportTokenException", "")


def expired_import_token() -> ServiceError:
    return ServiceError("ExpiredImportTokenException", "")


def incorrect_key_material() -> ServiceError:
    """Imported material that does not fit the key, or is not what was imported before."""
    return ServiceError("IncorrectKeyMaterialException", "")


def material_not_found(material_id: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Key material '{material_id}' does not exist")


def not_a_primary_key(key_arn: str) -> ServiceError:
    """What only a multi-Region primary key can do."""
    return unsupported(f"{key_arn} is not a multi-region primary key.")


def is_replica(key_arn: str) -> ServiceError:
    """What is set on the primary key for all related keys."""
    return unsupported(f"{key_arn} is a multi-Region replica key; use its primary key for this operation.")


def replica_exists(key_arn: str) -> ServiceError:
    return ServiceError("AlreadyExistsException", f"A key with the ARN {key_arn} already exists")


def no_material_for_rotation(key_arn: str) -> ServiceError:
    return ServiceError(
        "KMSInvalidStateException", f"No available key material pending rotation for the key: {key_arn}."
    )


def material_awaits_rotation(key_arn: str, new_id: str, pending_id: str) -> ServiceError:
    """New material for a key whose last new material, ``pending_id``, is not yet in use."""
    return ServiceError(
        "KMSInvalidStateException",
        f"New key material (id: {new_id}) cannot be imported into KMS key {key_arn}, because another key "
        f"material (id: {pending_id}) is pending rotation.",
    )


def unsupported(message: str = "") -> ServiceError:
    return ServiceError("UnsupportedOperationException", message)


def wrong_usage(key_arn: str, usage: str, operation: str) -> ServiceError:
    return ServiceError(
        "InvalidKeyUsageException", f"{key_arn} key usage is {usage} which is not valid for {operation}."
    )


def asymmetric_data_key() -> ServiceError:
    return ServiceError("InvalidKeyUsageException", "You cannot generate a data key with an asymmetric CMK")


def wrong_algorithm(algorithm: str, spec: str) -> ServiceError:
    return ServiceError(
        "InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec {spec}."
    )


def wrong_message_type(message_type: str, what: str) -> ServiceError:
    """``what`` is the algorithm or key spec that does not take such messages."""
    return validation(f"Message type {message_type} is incompatible with {what}.")


def wrong_digest_length(algorithm: str) -> ServiceError:
    return validation(f"Digest is invalid length for algorithm {algorithm}.")


def invalid_signature() -> ServiceError:
    return ServiceError("KMSInvalidSignatureException", "")


def invalid_mac() -> ServiceError:
    return ServiceError("KMSInvalidMacException", "")


def no_key_pair(key_arn: str, spec: str) -> ServiceError:
    return unsupported(f"{key_arn} key spec is {spec} which is not valid for this operation.")


def invalid_public_key() -> ServiceError:
    """A peer's public key that is none, or is on another curve than the KMS key."""
    return validation("")


def incorrect_key() -> ServiceError:
    return ServiceError(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )


def invalid_ciphertext() -> ServiceError:
    return ServiceError("InvalidCiphertextException", "")


def validation(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


def missing_member(name: str) -> ServiceError:
    """A member that only some requests must have, so that the model does not ask for it."""
    member = name[0].lower() + name[1:]
    return validation(
        f"1 validation error detected: Value null at '{member}' failed to satisfy constraint: "
        "Member must not be null"
    )


def too_long_for(algorithm: str, spec: str, longest: int) -> ServiceError:
    return validation(
        f"Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {longest} bytes."
    )


def attestation() -> ServiceError:
    """A request from an attested environment, which there is none of here."""
    return unsupported("Attestation documents are not supported.")


def dry_run() -> ServiceError:
    return ServiceError(
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )


def invalid_marker() -> ServiceError:
    return ServiceError("InvalidMarkerException", "Could not deserialize NextToken")


def malformed_policy(message: str = "") -> ServiceError:
    return ServiceError("MalformedPolicyDocumentException", message)


def invalid_policy_principals() -> ServiceError:
    return malformed_policy("Policy contains a statement with one or more invalid principals.")


def policy_lockout() -> ServiceError:
    return malformed_policy("The new key policy will not allow you to update the key policy in the future.")


def reserved_alias() -> ServiceError:
    """An alias name with the prefix of the AWS managed keys."""
    return ServiceError("NotAuthorizedException", "")


def rotated_too_often(key_arn: str) -> ServiceError:
    """On-demand rotation of a key that had as many as a key can have."""
    return limit_exceeded(
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
        f"be performed for this key: {key_arn}"
    )


def throttled() -> ServiceError:
    """More requests in a second than the account's quota."""
    return ServiceError(
        "ThrottlingException",
        "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.",
    )


def limit_exceeded(message: str) -> ServiceError:
    return ServiceError("LimitExceededException", message)


def tag(message: str) -> ServiceError:
    return ServiceError("TagException", message)


def alias_exists(alias_arn: str) -> ServiceError:
    return ServiceError("AlreadyExistsException", f"An alias with the name {alias_arn} already exists")


def invalid_principal(principal: str) -> ServiceError:
    """A grantee or retiring principal that grants cannot name."""
    return ServiceError("InvalidArnException", f"ARN does not refer to a valid principal: {principal}")


def grant_not_found(grant_id: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Grant ID {grant_id} not found")


def invalid_grant_token() -> ServiceError:
    return ServiceError("InvalidGrantTokenException", "")


def custom_key_store_not_found() -> ServiceError:
    return ServiceError("CustomKeyStoreNotFoundException", "")


def cluster_not_found() -> ServiceError:
    """A CloudHSM cluster for a custom key store; there is none here."""
    return ServiceError("CloudHsmClusterNotFoundException", "")


def proxy_unreachable() -> ServiceError:
    """The proxy of an external key store; none is asked from here."""
    return ServiceError("XksProxyUriUnreachableException", "")

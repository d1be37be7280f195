"""DynamoDB as a client of this KMS: the calls that it makes, by the operations that users call.

Source: DynamoDB developer guide, "Encryption at rest: usage notes", for the calls and their principals.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from strongroom.calls import Call, Principal
from strongroom.encryption.key_service import DataKeyPair, KeyDescription
from strongroom.randomness import Randomness
from strongroom.services.kms import managed_keys
from strongroom.services.kms.authorization import regional_host
from strongroom.services.kms.managed_keys import DYNAMODB
from strongroom.services.kms.service import Kms


class DynamoDBKeyClient:
    """The key service of the encryption hierarchy, served by the operations of a Kms in the same server.

    A call of a user's is made on the user's behalf (``kms:ViaService``); a call whose principal is a service is
    made by DynamoDB itself, which its grants and the policies of its own keys allow.
    """

    def __init__(self, kms: Kms, randomness: Randomness) -> None:
        self._kms = kms
        self._randomness = randomness

    async def describe_key(self, call: Call, key_id: str) -> KeyDescription:
        answer = await self._call(call, "DescribeKey", {"KeyId": key_id})
        described = answer["KeyMetadata"]
        return KeyDescription(
            arn=described["Arn"],
            manager=described["KeyManager"],
            state=described["KeyState"],
            spec=described["KeySpec"],
            usage=described["KeyUsage"],
        )

    async def aws_owned_key(self, call: Call) -> str:
        key = await managed_keys.owned_key(
            self._kms, self._kms.gate(self._made_by_dynamodb(call, "DescribeKey"))
        )
        return key.arn

    async def create_grant(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str], operations: Sequence[str]
    ) -> str:
        host = regional_host(DYNAMODB, call.region)
        answer = await self._call(
            call,
            "CreateGrant",
            {
                "KeyId": key_arn,
                "GranteePrincipal": host,
                "RetiringPrincipal": host,
                "Operations": list(operations),
                "Constraints": {"EncryptionContextSubset": dict(encryption_context)},
                "Name": self._randomness.uuid(),
            },
        )
        return str(answer["GrantId"])

    async def generate_data_key(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str]
    ) -> DataKeyPair:
        answer = await self._call(
            call,
            "GenerateDataKey",
            {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": dict(encryption_context)},
        )
        return DataKeyPair(answer["Plaintext"], answer["CiphertextBlob"], answer["KeyId"])

    async def encrypt(
        self, call: Call, key_arn: str, plaintext: bytes, encryption_context: Mapping[str, str]
    ) -> bytes:
        answer = await self._call(
            call,
            "Encrypt",
            {
                "KeyId": key_arn,
                "Plaintext": _blob(plaintext),
                "EncryptionContext": dict(encryption_context),
            },
        )
        ciphertext: bytes = answer["CiphertextBlob"]
        return ciphertext

    async def decrypt(
        self,
        call: Call,
        key_arn: str,  # noqa: ARG002 - DynamoDB leaves it to the ciphertext to name its key
        ciphertext: bytes,
        encryption_context: Mapping[str, str],
    ) -> bytes:
        answer = await self._call(
            call,
            "Decrypt",
            {"CiphertextBlob": _blob(ciphertext), "EncryptionContext": dict(encryption_context)},
        )
        plaintext: bytes = answer["Plaintext"]
        return plaintext

    async def retire_grant(self, call: Call, key_arn: str, grant_id: str) -> None:
        await self._call(call, "RetireGrant", {"KeyId": key_arn, "GrantId": grant_id})

    async def _call(self, call: Call, operation: str, document: dict[str, Any]) -> dict[str, Any]:
        answer: Any = self._kms.operations.call(self._made_by_dynamodb(call, operation), document)
        if inspect.isawaitable(answer):
            answer = await answer
        made: dict[str, Any] = answer
        return made

    def _made_by_dynamodb(self, call: Call, operation: str) -> Call:
        made = call._replace(
            operation=operation,
            request_id=self._randomness.uuid(),
            cause=call.cause or call.request_id,
            source_address=DYNAMODB,
            user_agent=DYNAMODB,
        )
        if call.principal.kind == "AWSService":
            return made._replace(principal=Principal.service(DYNAMODB, call.account), via=None)
        return made._replace(via=regional_host(DYNAMODB, call.region))


def _blob(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")

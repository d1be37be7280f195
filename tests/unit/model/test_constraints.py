"""Violated constraints: the sentences, their order and their number, as the services have answered."""

from __future__ import annotations

from typing import Any

import pytest

RV = (
    "Value 'INVALID' at 'returnValues' failed to satisfy constraint: "
    "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"
)
RCC = (
    "Value 'INVALID' at 'returnConsumedCapacity' failed to satisfy constraint: "
    "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
)
RICM = (
    "Value 'INVALID' at 'returnItemCollectionMetrics' failed to satisfy constraint: "
    "Member must satisfy enum value set: [SIZE, NONE]"
)
NEWER_RV = (
    "Failed to satisfy constraint: "
    "Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
)
UNKNOWN_OPERATOR = "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"
NO_NAME = (
    "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
)
PK = {"pk": {"S": "test"}}


def violated(*sentences: str) -> tuple[str, str]:
    noun = "error" if len(sentences) == 1 else "errors"
    return "ValidationException", f"{len(sentences)} validation {noun} detected: {'; '.join(sentences)}"


def null(path: str) -> str:
    return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def at(path: str, value: str, demand: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {demand}"


def test_invalid_enums_of_item_writes(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, probes o_put_three_bad_enums, o_del_two_bad_enums, o_upd_two_bad_enums."""
    returns = {"ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"}
    document = {"TableName": "abc", "Item": PK, **returns, "ReturnItemCollectionMetrics": "INVALID"}
    assert refuse_dynamodb("PutItem", document) == violated(RCC, NEWER_RV, RICM)
    document = {"TableName": "abc", "Key": PK, **returns}
    assert refuse_dynamodb("DeleteItem", document) == violated(RCC, NEWER_RV)
    assert refuse_dynamodb("UpdateItem", document) == violated(NEWER_RV)


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "DeleteItem"])
def test_an_empty_table_name_of_an_item_write_stands_alone(refuse_dynamodb: Any, operation: str) -> None:
    """dynamodb-conformance, probes o_put_empty_table_bad_rv, o_del_empty_table, o_upd_empty_table."""
    document = {"TableName": "", "Item": {}, "Key": {}, "ReturnValues": "INVALID"}
    too_short = (
        "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
    )
    assert refuse_dynamodb(operation, document) == violated(too_short)


def test_an_unknown_conditional_operator(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, Query 'XOR with two QueryFilter conditions before an unknown Select'."""
    document = {"TableName": "abc", "Item": PK, "ConditionalOperator": "XOR", "Select": "BOGUS"}
    assert refuse_dynamodb("Query", document) == ("ValidationException", UNKNOWN_OPERATOR)
    assert refuse_dynamodb("PutItem", document) == violated(UNKNOWN_OPERATOR)
    assert refuse_dynamodb("UpdateItem", document) == violated(
        at("conditionalOperator", "XOR", "satisfy enum value set: [OR, AND]"), null("key")
    )


def test_bounds_of_query_and_scan(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, Query and Scan with a limit of 0: Scan has the older validator."""
    demand = "Member must have value greater than or equal to 1"
    document = {"TableName": "abc", "Limit": 0}
    assert refuse_dynamodb("Query", document) == violated(
        f"Value at 'Limit' failed to satisfy constraint: {demand}"
    )
    assert refuse_dynamodb("Scan", document) == violated(
        f"Value '0' at 'limit' failed to satisfy constraint: {demand}"
    )


def test_an_unknown_select_of_query(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, Query 'invalid Select value'."""
    values = "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"
    assert refuse_dynamodb("Query", {"TableName": "abc", "Select": "INVALID"}) == violated(
        at("select", "INVALID", f"satisfy enum value set: {values}")
    )


def test_transactions_have_the_older_validator(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, TransactWriteItems in us-east-1."""
    token = "x" * 37
    document = {"TransactItems": [{}], "ClientRequestToken": token, "ReturnConsumedCapacity": "INVALID"}
    assert refuse_dynamodb("TransactWriteItems", document) == violated(
        at("clientRequestToken", token, "have length less than or equal to 36"), RCC
    )
    assert refuse_dynamodb("TransactWriteItems", {"TransactItems": []}) == violated(
        at("transactItems", "[]", "have length greater than or equal to 1")
    )


def test_index_names_are_reported_in_the_order_of_their_kinds(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, CreateTable 'index name errors across index kinds'."""
    key = [{"AttributeName": "a", "KeyType": "HASH"}]
    index = {"KeySchema": key, "Projection": {"ProjectionType": "ALL"}}
    document = {
        "TableName": "abc",
        "AttributeDefinitions": [],
        "KeySchema": key,
        "LocalSecondaryIndexes": [{"IndexName": "l1", **index}],
        "GlobalSecondaryIndexes": [{"IndexName": "g1", **index}],
    }
    assert refuse_dynamodb("CreateTable", document) == violated(
        at("globalSecondaryIndexes.1.member.indexName", "g1", "have length greater than or equal to 3"),
        at("localSecondaryIndexes.1.member.indexName", "l1", "have length greater than or equal to 3"),
    )


def test_update_item_joins_enums_table_name_and_missing_key(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, 'member errors beside a missing Key'."""
    document = {"TableName": "", "ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"}
    assert refuse_dynamodb("UpdateItem", document) == violated(RCC, NO_NAME, RV, null("key"))


def test_a_table_needs_a_schema(refuse_dynamodb: Any) -> None:
    assert refuse_dynamodb("CreateTable", {"TableName": "abc"}) == violated(
        null("keySchema"), null("attributeDefinitions")
    )


def test_a_page_of_no_insights_cannot_be_asked_for(refuse_dynamodb: Any) -> None:
    assert refuse_dynamodb("ListContributorInsights", {"MaxResults": 0}) == violated(
        at("maxResults", "0", "have value greater than or equal to 1")
    )


def test_a_missing_member_is_null(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, probe s_put_table_null."""
    assert refuse_dynamodb("PutItem", {"Item": PK}) == violated(null("tableName"))


@pytest.mark.parametrize(
    ("name", "demand"),
    [
        ("a" * 256, "have length less than or equal to 255"),
        ("bad table!@#", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ],
)
def test_a_table_name_of_an_item_operation(refuse_dynamodb: Any, name: str, demand: str) -> None:
    """dynamodb-conformance, probes s_put_table_long and s_put_table_badchars."""
    assert refuse_dynamodb("PutItem", {"TableName": name, "Item": PK}) == violated(
        at("tableName", name, demand)
    )


def test_a_table_name_is_judged_after_everything_else(refuse_dynamodb: Any) -> None:
    document = {"TableName": "bad table", "Item": PK, "ReturnValues": "INVALID"}
    assert refuse_dynamodb("PutItem", document) == violated(NEWER_RV)


def test_an_arn_is_taken_for_a_table_name(dynamodb: Any) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music"
    assert dynamodb.parsers["DescribeTable"]({"TableName": arn}) == {"TableName": arn}
    assert dynamodb.parsers["GetItem"]({"TableName": arn, "Key": PK})["TableName"] == arn


def test_a_table_name_of_a_table_operation(refuse_dynamodb: Any) -> None:
    """ack-api-quirks, describe_table_empty_name; dynamodb-conformance, probe s_ct_table_short."""
    too_short = at("tableName", "", "have length greater than or equal to 3")
    pattern = at("tableName", "", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
    assert refuse_dynamodb("DescribeTable", {"TableName": ""}) == violated(too_short, pattern)
    document = {
        "TableName": "ab",
        "AttributeDefinitions": [],
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
    }
    too_short = at("tableName", "ab", "have length greater than or equal to 3")
    assert refuse_dynamodb("CreateTable", document) == violated(too_short)


@pytest.mark.parametrize("operation", ["CreateTable", "DescribeTable", "UpdateTable", "DeleteTable"])
def test_a_missing_table_name_stands_alone(refuse_dynamodb: Any, operation: str) -> None:
    """dynamodb-conformance, CreateTable 'missing TableName'."""
    message = "The parameter 'TableName' is required but was not present in the request"
    assert refuse_dynamodb(operation, {"BillingMode": "x"}) == ("ValidationException", message)


@pytest.mark.parametrize("operation", ["TagResource", "UntagResource", "ListTagsOfResource"])
def test_a_missing_arn_of_a_tag_operation_stands_alone(refuse_dynamodb: Any, operation: str) -> None:
    """dynalite, tests of the three operations."""
    assert refuse_dynamodb(operation, {}) == ("ValidationException", "Invalid TableArn")


def test_list_tables_reports_the_pattern_of_a_start_name_first(refuse_dynamodb: Any) -> None:
    """ack-api-quirks, list_tables_start_empty."""
    path = "exclusiveStartTableName"
    assert refuse_dynamodb("ListTables", {"ExclusiveStartTableName": ""}) == violated(
        at(path, "", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
        at(path, "", "have length greater than or equal to 3"),
    )


@pytest.mark.parametrize(
    ("member", "value", "sentences"),
    [
        ("KeySchema", [], [at("keySchema", "[]", "have length greater than or equal to 1")]),
        ("KeySchema", [{}], [null("keySchema.1.member.attributeName"), null("keySchema.1.member.keyType")]),
        (
            "KeySchema",
            [{"AttributeName": "a", "KeyType": "HASH"}, {"AttributeName": "pk", "KeyType": "INVALID"}],
            [at("keySchema.2.member.keyType", "INVALID", "satisfy enum value set: [HASH, RANGE]")],
        ),
        (
            "KeySchema",
            [{"AttributeName": name, "KeyType": "RANGE"} for name in ("pk", "sk", "extra")],
            [
                at(
                    "keySchema",
                    "[KeySchemaElement(attributeName=pk, keyType=RANGE), "
                    "KeySchemaElement(attributeName=sk, keyType=RANGE), "
                    "KeySchemaElement(attributeName=extra, keyType=RANGE)]",
                    "have length less than or equal to 2",
                )
            ],
        ),
        (
            "AttributeDefinitions",
            [{}],
            [
                null("attributeDefinitions.1.member.attributeType"),
                null("attributeDefinitions.1.member.attributeName"),
            ],
        ),
        (
            "AttributeDefinitions",
            [{"AttributeName": "b", "AttributeType": "SS"}],
            [at("attributeDefinitions.1.member.attributeType", "SS", "satisfy enum value set: [B, N, S]")],
        ),
        (
            "ProvisionedThroughput",
            {"ReadCapacityUnits": -1},
            [
                null("provisionedThroughput.writeCapacityUnits"),
                at("provisionedThroughput.readCapacityUnits", "-1", "have value greater than or equal to 1"),
            ],
        ),
        (
            "GlobalSecondaryIndexes",
            [
                {
                    "IndexName": "",
                    "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            [
                at("globalSecondaryIndexes.1.member.indexName", "", "have length greater than or equal to 3"),
                at(
                    "globalSecondaryIndexes.1.member.indexName",
                    "",
                    "satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
                ),
            ],
        ),
        ("BillingMode", "", [at("billingMode", "", "satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]")]),
        (
            "SSESpecification",
            {"SSEType": "AES-256"},
            [at("sSESpecification.sSEType", "AES-256", "satisfy enum value set: [AES256, KMS]")],
        ),
        (
            "SSESpecification",
            {"KMSMasterKeyId": ""},
            [at("sSESpecification.kMSMasterKeyId", "", "have length greater than or equal to 1")],
        ),
        (
            "StreamSpecification",
            {"StreamEnabled": True, "StreamViewType": ""},
            [
                at(
                    "streamSpecification.streamViewType",
                    "",
                    "satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]",
                )
            ],
        ),
    ],
)
def test_create_table(refuse_dynamodb: Any, member: str, value: Any, sentences: list[str]) -> None:
    """ack-api-quirks (ct_...), dynamodb-conformance, dynalite."""
    document = {
        "TableName": "abc",
        "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        member: value,
    }
    assert refuse_dynamodb("CreateTable", document) == violated(*sentences)


def test_tags_are_left_to_the_operation(dynamodb: Any) -> None:
    """ack-api-quirks, tag_empty_entry: 'The Tag Key provided is invalid, Key: null' is no constraint."""
    document = {"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/t", "Tags": [{}]}
    assert dynamodb.parsers["TagResource"](document) == document


def test_update_time_to_live(refuse_dynamodb: Any) -> None:
    """ack-api-quirks, ttl_empty_struct."""
    document = {"TableName": "abc", "TimeToLiveSpecification": {}}
    assert refuse_dynamodb("UpdateTimeToLive", document) == violated(
        null("timeToLiveSpecification.attributeName"), null("timeToLiveSpecification.enabled")
    )


def test_too_many_write_requests_are_repeated_with_every_member_they_could_have(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, probe c_bw_over25."""
    requests = [{"PutRequest": {"Item": {"pk": {"S": f"bw-{n}"}}}} for n in range(26)]
    repeated = ", ".join(
        f"WriteRequest(putRequest=PutRequest(item={{pk=AttributeValue(s=bw-{n}, n=null, b=null, iNT=null, "
        "dECIMAL=null, dOUBLE=null, sS=null, nS=null, bS=null, iNTSET=null, dECIMALSET=null, dOUBLESET=null, "
        "m=null, l=null, nULL=null, bOOL=null)}, workloadProfileName=null), deleteRequest=null)"
        for n in range(26)
    )
    assert refuse_dynamodb("BatchWriteItem", {"RequestItems": {"table": requests}}) == violated(
        f"Value '{{table=[{repeated}]}}' at 'requestItems' failed to satisfy constraint: "
        "Map value must satisfy constraint: [Member must have length less than or equal to 25, "
        "Member must have length greater than or equal to 1]"
    )


def test_batch_write_item_without_requests_has_a_sentence_of_its_own(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, probe o_bw_empty_requestitems."""
    message = "The requestItems parameter is required for BatchWriteItem"
    assert refuse_dynamodb("BatchWriteItem", {"RequestItems": {}}) == ("ValidationException", message)


def test_batch_write_item_prefers_an_enum_to_a_malformed_table_name(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, 'unknown ReturnConsumedCapacity alone over a malformed table name'."""
    document = {
        "RequestItems": {"bad!name": [{"PutRequest": {"Item": PK}}]},
        "ReturnConsumedCapacity": "INVALID",
    }
    assert refuse_dynamodb("BatchWriteItem", document) == violated(RCC)
    del document["ReturnConsumedCapacity"]
    assert "Map keys must satisfy constraint" in refuse_dynamodb("BatchWriteItem", document)[1]


def test_batch_write_item_repeats_an_empty_list_of_requests(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, 'empty request list for a table'."""
    assert refuse_dynamodb("BatchWriteItem", {"RequestItems": {"table": []}}) == violated(
        "Value '{table=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: "
        "[Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"
    )


def test_batch_get_item_repeats_a_malformed_table_name_as_json(refuse_dynamodb: Any) -> None:
    """dynamodb-conformance, 'malformed table name and an unknown ReturnConsumedCapacity together'."""
    document = {
        "RequestItems": {"bad!name": {"Keys": [{"pk": {"S": "a"}}]}},
        "ReturnConsumedCapacity": "INVALID",
    }
    assert refuse_dynamodb("BatchGetItem", document) == violated(
        """Value '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' failed to satisfy constraint: """
        "Map keys must satisfy constraint: [Member must have length less than or equal to 255, "
        "Member must have length greater than or equal to 3, "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]",
        RCC,
    )


@pytest.mark.parametrize(
    ("items", "path", "demand"),
    [
        ({}, "RequestItems", "have length greater than or equal to 1"),
        ({"abc": {"Keys": []}}, "RequestItems.abc.member.Keys", "have length greater than or equal to 1"),
        (
            {"abc": {"Keys": [PK] * 101}},
            "RequestItems.abc.member.Keys",
            "have length less than or equal to 100",
        ),
    ],
)
def test_batch_get_item_does_not_repeat_its_keys(
    refuse_dynamodb: Any, items: dict[str, Any], path: str, demand: str
) -> None:
    """dynamodb-conformance, BatchGetItem 'exact error messages'."""
    sentence = f"Value at '{path}' failed to satisfy constraint: Member must {demand}"
    assert refuse_dynamodb("BatchGetItem", {"RequestItems": items}) == violated(sentence)


def test_a_message_lists_ten_violations_at_most(refuse_dynamodb: Any) -> None:
    document = {"TableName": "abc", "KeySchema": [{}] * 2, "AttributeDefinitions": [{}] * 9}
    _, message = refuse_dynamodb("CreateTable", document)
    assert message.startswith("10 validation errors detected: ")
    assert message.count("; ") == 9


def test_lengths_count_code_points(kms: Any, refuse_kms: Any) -> None:
    """Argmin, probes of STS with 2,048 supplementary characters."""
    description = "\U0001f600" * 8192
    assert kms.parsers["CreateKey"]({"Description": description})["Description"] == description
    assert "less than or equal to 8192" in refuse_kms("CreateKey", {"Description": description + "x"})[1]


@pytest.mark.parametrize(
    ("operation", "document", "sentences"),
    [
        ("DescribeKey", {}, [null("keyId")]),
        (
            "GetPublicKey",
            {"KeyId": ""},
            [
                at("keyId", "", "have length greater than or equal to 1"),
                at("keyId", "", r"satisfy regular expression pattern: ^\p{ASCII}+$"),
            ],
        ),
        (
            "DescribeKey",
            {"KeyId": "キー"},
            [at("keyId", "キー", r"satisfy regular expression pattern: ^\p{ASCII}+$")],
        ),
        (
            "GenerateDataKey",
            {"KeyId": "k", "KeySpec": "RSA_2048"},
            [
                at(
                    "keySpec",
                    "RSA_2048",
                    "satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, "
                    "ECC_NIST_P521, ECC_SECG_P256K1, ECC_NIST_EDWARDS25519, SYMMETRIC_DEFAULT, HMAC_224, "
                    "HMAC_256, HMAC_384, HMAC_512, SM2, ML_DSA_44, ML_DSA_65, ML_DSA_87]",
                )
            ],
        ),
        (
            "GenerateDataKey",
            {"KeyId": "k", "NumberOfBytes": 0},
            [at("numberOfBytes", "0", "have value greater than or equal to 1")],
        ),
        (
            "GenerateDataKey",
            {"KeyId": "k", "NumberOfBytes": 1025},
            [at("numberOfBytes", "1025", "have value less than or equal to 1024")],
        ),
        (
            "Sign",
            {"KeyId": "k", "Message": "aGk=", "SigningAlgorithm": "ECDSA_SHA_256", "MessageType": "FOO"},
            [at("messageType", "FOO", "satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]")],
        ),
        (
            "CreateAlias",
            {"AliasName": "alias/a!", "TargetKeyId": "k"},
            [at("aliasName", "alias/a!", "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$")],
        ),
        (
            "CreateAlias",
            {"AliasName": "alias/x"},
            [null("targetKeyId")],
        ),
    ],
)
def test_kms(refuse_kms: Any, operation: str, document: dict[str, Any], sentences: list[str]) -> None:
    """floci, KmsIntegrationTest; moto, test_kms.py."""
    assert refuse_kms(operation, document) == violated(*sentences)


@pytest.mark.parametrize(
    ("operation", "document", "sentence"),
    [
        (
            "Encrypt",
            {"Plaintext": ""},
            "Value at 'plaintext' {}: Member must have length greater than or equal to 1",
        ),
        ("Encrypt", {}, "Value at 'plaintext' {}: Member must not be null"),
        (
            "Decrypt",
            {"CiphertextBlob": ""},
            "Value at 'ciphertextBlob' {}: Member must have length greater than or equal to 1",
        ),
        (
            "Decrypt",
            {"CiphertextBlob": "AAAA" * 2049},
            "Value at 'ciphertextBlob' {}: Member must have length less than or equal to 6144",
        ),
        (
            "VerifyMac",
            {"Message": "aGk=", "MacAlgorithm": "HMAC_SHA_256"},
            "Value null at 'mac' {}: Member must not be null",
        ),
    ],
)
def test_kms_repeats_neither_blobs_nor_secrets(
    refuse_kms: Any, operation: str, document: dict[str, Any], sentence: str
) -> None:
    """floci, blobMembersAreValidatedBeforeTheKeyIsLookedUp."""
    assert refuse_kms(operation, {"KeyId": "k", **document}) == violated(
        sentence.format("failed to satisfy constraint")
    )


def test_elements_of_a_list_are_judged_together(refuse_kms: Any) -> None:
    """moto and LocalStack, CreateGrant with an unknown operation."""
    document = {"KeyId": "k", "GranteePrincipal": "p", "Operations": ["Decrypt", "X"]}
    _, message = refuse_kms("CreateGrant", document)
    assert message.startswith(
        "1 validation error detected: Value '[Decrypt, X]' at 'operations' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [Decrypt, Encrypt,"
    )

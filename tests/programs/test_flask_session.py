"""Flask-Session: the sessions of a web application in a table that it makes itself."""

from __future__ import annotations

import uuid

import boto3
import pytest
from flask import Flask, session
from flask_session import Session

from server import Server


@pytest.fixture
def application(server: Server) -> Flask:
    key, secret = server.access_key
    application = Flask("shop")
    application.config.update(
        SESSION_TYPE="dynamodb",
        SESSION_DYNAMODB=boto3.resource(
            "dynamodb",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        ),
        SESSION_DYNAMODB_TABLE=f"sessions-{uuid.uuid4().hex}",
    )
    Session(application)

    @application.post("/basket/<thing>")
    def add(thing: str) -> list[str]:
        session["basket"] = [*session.get("basket", []), thing]
        return session["basket"]

    @application.get("/basket")
    def basket() -> list[str]:
        return session.get("basket", [])

    @application.delete("/basket")
    def leave() -> list[str]:
        session.clear()
        return []

    return application


def test_each_visitor_has_a_session_until_it_is_cleared(application: Flask, server: Server) -> None:
    one, other = application.test_client(), application.test_client()
    assert one.post("/basket/apple").json == ["apple"]
    assert other.post("/basket/pear").json == ["pear"]
    assert one.post("/basket/plum").json == ["apple", "plum"]
    assert (one.get("/basket").json, other.get("/basket").json) == (["apple", "plum"], ["pear"])
    one.delete("/basket")
    assert (one.get("/basket").json, other.get("/basket").json) == ([], ["pear"])
    table = application.config["SESSION_DYNAMODB_TABLE"]
    assert server.client("dynamodb").scan(TableName=table, Select="COUNT")["Count"] == 1

"""Importing key material in the browser: what is downloaded, uploaded, deleted and imported again."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_der_public_key
from playwright.sync_api import Locator, expect

from api.tables import create_music, under_key
from api.test_kms_import import import_, wrapped
from console.browsing import Window, in_both_looks
from console.test_keys_page import new_key
from server import Server


def download(window: Window) -> zipfile.ZipFile:
    """The archive that the first step hands out."""
    with window.page.expect_download() as downloading:
        window.button("Download wrapping public key and import token").click()
    assert downloading.value.suggested_filename.startswith("Import_Parameters_")
    return zipfile.ZipFile(io.BytesIO(Path(downloading.value.path()).read_bytes()))


def choose_file(window: Window, label: str, content: bytes) -> None:
    file = {"name": f"{label}.bin", "mimeType": "application/octet-stream", "buffer": content}
    inputs = window.page.locator("input[type=file]")
    inputs.and_(window.page.get_by_label(label, exact=False)).set_input_files(file)


def act_on(row: Locator, window: Window, action: str) -> None:
    row.get_by_role("button", name="Actions for key material", exact=False).click()
    window.page.get_by_role("menuitem", name=action).click()


def import_material(window: Window, material: bytes, algorithm: str = "RSAES_OAEP_SHA_256") -> None:
    """Both steps of the page, under a small wrapping key, which is made sooner."""
    expect(window.heading("Download wrapping public key and import token")).to_be_visible()
    window.page.get_by_role("radio", name="RSA_2048").check()
    files = download(window)
    assert algorithm in files.read("README.txt").decode()
    public_key = load_der_public_key(files.read("WrappingPublicKey.bin"))
    window.button("Next").click()
    expect(window.heading("Upload your wrapped key material")).to_be_visible()
    choose_file(window, "Wrapped key material", wrapped(material, public_key, algorithm))
    choose_file(window, "Import token", files.read("ImportToken.bin"))
    window.submit("Import key material")


def test_material_is_imported_deleted_and_imported_again(window: Window, server: Server) -> None:
    key_id = new_key(server, "imported", Origin="EXTERNAL")
    kms, material = server.client("kms"), os.urandom(32)
    window.open(f"/kms/keys/{key_id}?tab=key-material")
    expect(window.page.get_by_text("This key is pending import")).to_be_visible()
    window.link("Import initial key material").click()
    import_material(window, material)
    expect(window.page.get_by_text("The key material of imported is imported.")).to_be_visible()
    row = window.page.get_by_role("row").filter(has_text="Current")
    for text in ("Imported", "Does not expire"):
        expect(row).to_contain_text(text)
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"

    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key_id))
    act_on(row, window, "Delete key material")
    dialog = window.page.get_by_role("dialog")
    affected = dialog.get_by_role("list", name="Tables that will become inaccessible")
    expect(affected.get_by_role("listitem")).to_have_text([table])
    dialog.get_by_label("To confirm, type imported").fill("imported")
    dialog.get_by_role("button", name="Delete key material").click()
    expect(window.page.get_by_text("Key material of imported is deleted.")).to_be_visible()
    expect(window.detail("Status")).to_have_text("Pending import")

    act_on(row, window, "Reimport key material")
    import_material(window, os.urandom(32))
    expect(window.page.get_by_text("The key material was not imported")).to_be_visible()
    expect(window.page.get_by_text("IncorrectKeyMaterialException")).to_be_visible()
    window.button("Previous").click()
    import_material(window, material)
    expect(window.detail("Status")).to_have_text("Enabled")


def test_what_is_missing_is_said_and_an_expiry_is_kept(window: Window, server: Server) -> None:
    hmac = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
    key_id = new_key(server, "import-hmac", Origin="EXTERNAL", **hmac)
    window.open(f"/kms/keys/{key_id}/import")
    window.button("Next").click()
    window.page.get_by_role("checkbox", name="Key material expires").check()
    window.submit("Import key material")
    for text in (
        "Choose the file with the wrapped key material.",
        "Choose the file ImportToken.bin that you downloaded.",
        "Choose a date.",
    ):
        expect(window.page.get_by_text(text)).to_be_visible()
    tomorrow = window.page.evaluate("new Date(Date.now() + 86400000).toLocaleDateString('en-ZA')")
    window.field("Expiration date").fill(tomorrow)
    window.field("Expiration time").fill("12:30")
    window.button("Previous").click()
    import_material(window, os.urandom(32))
    window.tab("Key material").click()
    expect(window.detail("Expiration date")).to_contain_text("12:30")
    described = server.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    assert described["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    expect(window.link("Reimport key material")).to_be_visible()


def test_new_material_waits_for_its_rotation(window: Window, server: Server) -> None:
    key_id = new_key(server, "import-rotated", Origin="EXTERNAL")
    import_(server.client("kms"), {"KeyId": key_id}, os.urandom(32))
    window.open(f"/kms/keys/{key_id}?tab=key-material")
    window.link("Import new key material").click()
    window.button("Next").click()
    window.field("Description - optional").fill("the second")
    window.button("Previous").click()
    import_material(window, os.urandom(32))
    second = window.page.get_by_role("row").filter(has_text="the second")
    expect(second).to_contain_text("Pending rotation")
    window.button("Rotate now").click()
    expect(second).to_contain_text("Current")
    expect(window.page.get_by_role("row").filter(has_text="Non-current")).to_have_count(1)
    expect(window.button("Rotate now")).to_be_disabled()


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    kms, key_id = server.client("kms"), new_key(server, f"import-{theme}-{width}", Origin="EXTERNAL")
    import_(kms, {"KeyId": key_id}, os.urandom(32))
    table = create_music(server.client("dynamodb"), SSESpecification=under_key(key_id))
    kms.delete_imported_key_material(KeyId=key_id)
    window = open_window(server, theme=theme, width=width).open(f"/kms/keys/{key_id}?tab=key-material")
    inaccessible = window.page.get_by_role("list", name="Tables that cannot be read or written meanwhile")
    expect(inaccessible.get_by_role("listitem")).to_have_text([table])
    expect(window.page.get_by_role("row").filter(has_text="Pending import")).to_be_visible()
    window.assert_accessible()
    window.picture("key-pending-import")
    window.link("Import key material").click()
    expect(window.heading("Download wrapping public key and import token")).to_be_visible()
    window.picture("import-key-material-1")
    window.button("Next").click()
    window.page.get_by_role("checkbox", name="Key material expires").check()
    window.assert_accessible()
    window.picture("import-key-material-2")

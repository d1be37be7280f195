import { describe, expect, it } from "vitest";
import { expiryOf, importInput, NO_UPLOAD, problemsOf } from "./upload";

const UPLOAD = { ...NO_UPLOAD, material: new File(["m"], "m.bin"), token: new File(["t"], "t.bin") };
const EXPIRING = { ...UPLOAD, isExpiring: true, date: "2030-01-02", time: "03:04" };

describe("problemsOf", () => {
  it("asks for both files, with something in them, and for a time only of what expires", () => {
    expect(problemsOf(NO_UPLOAD)).toEqual({
      material: "Choose the file with the wrapped key material.",
      token: "Choose the file ImportToken.bin that you downloaded.",
      expiry: null,
    });
    expect(problemsOf({ ...UPLOAD, material: new File([], "empty") }).material).not.toBeNull();
    expect(problemsOf(UPLOAD)).toEqual({ material: null, token: null, expiry: null });
    expect(problemsOf({ ...UPLOAD, isExpiring: true }).expiry).toBe("Choose a date.");
    expect(problemsOf(EXPIRING).expiry).toBeNull();
  });
});

describe("importInput", () => {
  it("imports for ever, or until the chosen time of the browser's time zone", async () => {
    const input = await importInput("arn", { type: "fitting" }, UPLOAD);
    expect(input).toEqual({
      KeyId: "arn",
      EncryptedKeyMaterial: new TextEncoder().encode("m"),
      ImportToken: new TextEncoder().encode("t"),
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
    expect(await importInput("arn", { type: "fitting" }, EXPIRING)).toMatchObject({
      ExpirationModel: "KEY_MATERIAL_EXPIRES",
      ValidTo: new Date(2030, 0, 2, 3, 4),
    });
    expect(expiryOf({ ...EXPIRING, time: "" })).toEqual(new Date(2030, 0, 2));
  });

  it("says which material is meant where that was chosen", async () => {
    expect(await importInput("arn", { type: "new" }, { ...UPLOAD, description: "second" })).toMatchObject({
      ImportType: "NEW_KEY_MATERIAL",
      KeyMaterialDescription: "second",
    });
    expect(await importInput("arn", { type: "existing", materialId: "id" }, UPLOAD)).toMatchObject({
      ImportType: "EXISTING_KEY_MATERIAL",
      KeyMaterialId: "id",
    });
  });
});

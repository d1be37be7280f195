import { describe, expect, it } from "vitest";
import { expiryText, isRotationPending, materialStateText, shortId } from "./material-texts";

describe("the texts about key material", () => {
  it.each([
    ["CURRENT", "Current"],
    ["PENDING_MULTI_REGION_IMPORT_AND_ROTATION", "Pending multi-Region import and rotation"],
    ["LATER" as never, "LATER"],
    [undefined, "-"],
  ] as const)("call the state %s %s", (KeyMaterialState, text) => {
    expect(materialStateText({ KeyMaterialState })).toBe(text);
  });

  it("shorten ids, and tell when material expires", () => {
    expect(shortId({ KeyMaterialId: "0123456789abcdef" })).toBe("0123456789ab…");
    expect(expiryText({ ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" })).toBe("Does not expire");
    expect(expiryText({})).toBe("-");
    expect(expiryText({ ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: new Date(2030, 0, 2) })).toContain("2030");
  });
});

it("material waits for its rotation until it was the current one", () => {
  expect(isRotationPending([{ KeyMaterialState: "CURRENT" }, { KeyMaterialState: "NON_CURRENT" }])).toBe(false);
  expect(isRotationPending([{ KeyMaterialState: "CURRENT" }, { KeyMaterialState: "PENDING_ROTATION" }])).toBe(true);
});

import { describe, expect, it } from "vitest";
import { algorithmsFor, fittingWrapping, materialText, wrappingCommands } from "./wrapping";

describe("algorithmsFor", () => {
  it.each([
    ["SYMMETRIC_DEFAULT", "RSA_4096", "RSAES_OAEP_SHA_256 RSAES_OAEP_SHA_1"],
    ["HMAC_512", "RSA_2048", "RSAES_OAEP_SHA_256 RSAES_OAEP_SHA_1"],
    ["RSA_2048", "RSA_4096", "RSA_AES_KEY_WRAP_SHA_256 RSA_AES_KEY_WRAP_SHA_1"],
    ["ECC_NIST_P521", "RSA_2048", "RSA_AES_KEY_WRAP_SHA_256 RSA_AES_KEY_WRAP_SHA_1"],
    [
      "ECC_NIST_P521",
      "RSA_3072",
      "RSA_AES_KEY_WRAP_SHA_256 RSA_AES_KEY_WRAP_SHA_1 RSAES_OAEP_SHA_256 RSAES_OAEP_SHA_1",
    ],
  ] as const)("wraps %s under %s by %s", (material, wrapping, algorithms) => {
    expect(algorithmsFor(material, wrapping).join(" ")).toBe(algorithms);
  });
});

describe("fittingWrapping", () => {
  it("keeps the algorithm that fits, and takes the usual one in place of one that does not", () => {
    const wrapping = { keySpec: "RSA_2048", algorithm: "RSAES_OAEP_SHA_1" } as const;
    expect(fittingWrapping("SYMMETRIC_DEFAULT", wrapping)).toEqual(wrapping);
    expect(fittingWrapping("RSA_2048", wrapping).algorithm).toBe("RSA_AES_KEY_WRAP_SHA_256");
  });
});

describe("the text of the README", () => {
  it.each([
    ["SYMMETRIC_DEFAULT", "32 random bytes"],
    ["HMAC_384", "48 random bytes"],
    ["RSA_2048", "a private key in DER, as PKCS #8 has it"],
  ] as const)("calls the material of %s %s", (spec, text) => {
    expect(materialText(spec)).toBe(text);
  });

  it("has the algorithm's hash in both places, and wraps key pairs under a key of their own", () => {
    const direct = wrappingCommands("RSAES_OAEP_SHA_1");
    expect(direct.match(/md:sha1/g)).toHaveLength(2);
    expect(direct).not.toContain("AesKey");
    const wrapped = wrappingCommands("RSA_AES_KEY_WRAP_SHA_256");
    expect(wrapped.match(/md:sha256/g)).toHaveLength(2);
    expect(wrapped).toContain("cat EncryptedAesKey.bin WrappedKeyMaterial.bin > EncryptedKeyMaterial.bin");
  });
});

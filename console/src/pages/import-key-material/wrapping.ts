import type { AlgorithmSpec, KeySpec, WrappingKeySpec } from "@aws-sdk/client-kms";
import { keyTypeText } from "../../shared/key-texts";

/** How key material is protected on its way into KMS. */
export interface Wrapping {
  keySpec: WrappingKeySpec;
  algorithm: AlgorithmSpec;
}

export const WRAPPING_KEY_SPECS: readonly WrappingKeySpec[] = ["RSA_4096", "RSA_3072", "RSA_2048"];
const OAEP: readonly AlgorithmSpec[] = ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"];
const AES_KEY_WRAP: readonly AlgorithmSpec[] = ["RSA_AES_KEY_WRAP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1"];

/**
 * The wrapping algorithms for material of a key spec, the usual one first.
 * Source: KMS developer guide, "Select a wrapping algorithm".
 */
export function algorithmsFor(material: KeySpec, wrapping: WrappingKeySpec): readonly AlgorithmSpec[] {
  if (material.startsWith("RSA_")) return AES_KEY_WRAP;
  if (keyTypeText({ KeySpec: material }) === "Symmetric") return OAEP;
  const isTooLong = material === "ECC_NIST_P521" && wrapping === "RSA_2048";
  return isTooLong ? AES_KEY_WRAP : [...AES_KEY_WRAP, ...OAEP];
}

/** A wrapping with the wanted key spec and, where that fits, the wanted algorithm. */
export function fittingWrapping(material: KeySpec, { keySpec, algorithm }: Wrapping): Wrapping {
  const algorithms = algorithmsFor(material, keySpec);
  const [usual = algorithm] = algorithms;
  return { keySpec, algorithm: algorithms.includes(algorithm) ? algorithm : usual };
}

/** What the file with the unwrapped material holds. */
export function materialText(material: KeySpec): string {
  if (material === "SYMMETRIC_DEFAULT") return "32 random bytes";
  if (material.startsWith("HMAC_")) return `${Number(material.slice("HMAC_".length)) / 8} random bytes`;
  return "a private key in DER, as PKCS #8 has it";
}

/** The commands, for OpenSSL 3, that wrap the material under the downloaded public key. */
export function wrappingCommands(algorithm: AlgorithmSpec): string {
  const hash = algorithm.endsWith("SHA_1") ? "sha1" : "sha256";
  const encrypt = (input: string, output: string) =>
    [
      `openssl pkeyutl -encrypt -in ${input} -out ${output}`,
      "-inkey WrappingPublicKey.bin -keyform DER -pubin",
      "-pkeyopt rsa_padding_mode:oaep",
      `-pkeyopt rsa_oaep_md:${hash} -pkeyopt rsa_mgf1_md:${hash}`,
    ].join(" \\\n  ");
  if (OAEP.includes(algorithm)) return encrypt("KeyMaterial.bin", "EncryptedKeyMaterial.bin");
  return [
    "openssl rand -out AesKey.bin 32",
    encrypt("AesKey.bin", "EncryptedAesKey.bin"),
    "openssl enc -id-aes256-wrap-pad -iv A65959A6 \\\n" +
      "  -K \"$(od -An -v -tx1 AesKey.bin | tr -d ' \\n')\" \\\n" +
      "  -in KeyMaterial.bin -out WrappedKeyMaterial.bin",
    "cat EncryptedAesKey.bin WrappedKeyMaterial.bin > EncryptedKeyMaterial.bin",
  ].join("\n");
}

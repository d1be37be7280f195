import type { GetParametersForImportCommandOutput, KeySpec } from "@aws-sdk/client-kms";
import { strToU8, zipSync } from "fflate";
import { materialText, wrappingCommands, type Wrapping } from "./wrapping";

/** The zip archive with public key, token and a README, as the service's console hands it out. */
export function parametersFile(
  { KeyId: arn = "", PublicKey, ImportToken, ParametersValidTo: until }: GetParametersForImportCommandOutput,
  material: KeySpec,
  wrapping: Wrapping,
): File {
  if (!PublicKey || !ImportToken || !until) throw new Error("The service gave no wrapping public key and import token.");
  const archive = zipSync({
    "WrappingPublicKey.bin": PublicKey,
    "ImportToken.bin": ImportToken,
    "README.txt": strToU8(readme(arn, until, material, wrapping)),
  });
  const stamp = until.toISOString().replace(/[-:]|\.\d+/g, "");
  return new File([archive], `Import_Parameters_${arn.replace(/^.*:key\//, "")}_${stamp}.zip`, { type: "application/zip" });
}

function readme(arn: string, until: Date, material: KeySpec, { keySpec, algorithm }: Wrapping): string {
  return `Import parameters of ${arn}

Wrapping key spec:   ${keySpec}
Wrapping algorithm:  ${algorithm}
Valid until:         ${until.toISOString()}

WrappingPublicKey.bin and ImportToken.bin belong together: what is wrapped under this public key is imported with
this token. With the key material in KeyMaterial.bin (${materialText(material)}), OpenSSL 3 wraps it so:

${wrappingCommands(algorithm)}

EncryptedKeyMaterial.bin and ImportToken.bin are what KMS is given.
`;
}

import type { ImportKeyMaterialCommandInput } from "@aws-sdk/client-kms";

/** What was chosen to be imported, and how. */
export interface Upload {
  material: File | null;
  token: File | null;
  isExpiring: boolean;
  /** `YYYY-MM-DD` and `hh:mm` in the time zone of the browser. */
  date: string;
  time: string;
  description: string;
}

export const NO_UPLOAD: Upload = { material: null, token: null, isExpiring: false, date: "", time: "", description: "" };

/** Which material is meant: one that the key does not have yet, one of those it has, or whichever fits its state. */
export type Target = { type: "new" } | { type: "existing"; materialId: string } | { type: "fitting" };

/** When the material is to expire; none while that is no time. */
export function expiryOf({ date, time }: Upload): Date | null {
  const expiry = new Date(`${date}T${time || "00:00"}`);
  return Number.isNaN(expiry.getTime()) ? null : expiry;
}

/** What is still wrong with each part; none where nothing is. */
export function problemsOf(upload: Upload) {
  return {
    material: upload.material?.size ? null : "Choose the file with the wrapped key material.",
    token: upload.token?.size ? null : "Choose the file ImportToken.bin that you downloaded.",
    expiry: !upload.isExpiring || expiryOf(upload) ? null : "Choose a date.",
  };
}

/** The request that imports what was chosen, for a key by its ARN. */
export async function importInput(arn: string, target: Target, upload: Upload): Promise<ImportKeyMaterialCommandInput> {
  const expiry = upload.isExpiring ? expiryOf(upload) : null;
  return {
    KeyId: arn,
    EncryptedKeyMaterial: await bytesOf(upload.material),
    ImportToken: await bytesOf(upload.token),
    ExpirationModel: expiry ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE",
    ...(expiry ? { ValidTo: expiry } : {}),
    ...(upload.description ? { KeyMaterialDescription: upload.description } : {}),
    ...(target.type === "new" ? { ImportType: "NEW_KEY_MATERIAL" } : {}),
    ...(target.type === "existing" ? { ImportType: "EXISTING_KEY_MATERIAL", KeyMaterialId: target.materialId } : {}),
  };
}

async function bytesOf(file: File | null): Promise<Uint8Array> {
  return new Uint8Array((await file?.arrayBuffer()) ?? []);
}

import type { KeyMetadata, RotationsListEntry } from "@aws-sdk/client-kms";
import { timeText } from "../../shared/time-text";

const STATES: Readonly<Record<string, string>> = {
  CURRENT: "Current",
  NON_CURRENT: "Non-current",
  PENDING_ROTATION: "Pending rotation",
  PENDING_MULTI_REGION_IMPORT_AND_ROTATION: "Pending multi-Region import and rotation",
};

export function materialStateText({ KeyMaterialState: state }: RotationsListEntry): string {
  return STATES[state ?? ""] ?? state ?? "-";
}

/** The beginning of a material's id, enough to tell it from others of its key. */
export function shortId({ KeyMaterialId: id = "" }: RotationsListEntry): string {
  return `${id.slice(0, 12)}…`;
}

/** When imported material expires; a dash for material that is not there. */
export function expiryText({ ExpirationModel: model, ValidTo }: Pick<KeyMetadata, "ExpirationModel" | "ValidTo">): string {
  return model === "KEY_MATERIAL_DOES_NOT_EXPIRE" ? "Does not expire" : timeText(ValidTo);
}

/** Whether other material of the key waits to become the current one. */
export function isRotationPending(materials: readonly RotationsListEntry[]): boolean {
  return materials.some(({ KeyMaterialState: state }) => state !== "CURRENT" && state !== "NON_CURRENT");
}

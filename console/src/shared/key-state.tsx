import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { KeyMetadata } from "@aws-sdk/client-kms";

const STATES: Readonly<Record<string, [StatusIndicatorProps.Type, string]>> = {
  Enabled: ["success", "Enabled"],
  Disabled: ["stopped", "Disabled"],
  PendingDeletion: ["warning", "Pending deletion"],
  PendingImport: ["pending", "Pending import"],
  PendingReplicaDeletion: ["warning", "Pending replica deletion"],
  Creating: ["in-progress", "Creating"],
  Updating: ["in-progress", "Updating"],
  Unavailable: ["error", "Unavailable"],
};

/** The state as a person reads it. */
export function keyStateText(state: string): string {
  return STATES[state]?.[1] ?? state;
}

export function KeyState({ state }: { state: KeyMetadata["KeyState"] }) {
  const [type, text] = state ? (STATES[state] ?? (["info", state] as const)) : (["stopped", "Not permitted"] as const);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

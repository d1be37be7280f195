import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ChainState } from "./chains";

const STATES: Readonly<Record<ChainState, [StatusIndicatorProps.Type, string]>> = {
  usable: ["success", "Usable"],
  changing: ["in-progress", "Changing"],
  "at risk": ["warning", "At risk"],
  inaccessible: ["error", "Inaccessible"],
};

export function ChainStatus({ state }: { state: ChainState }) {
  const [type, text] = STATES[state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

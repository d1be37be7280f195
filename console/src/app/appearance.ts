import { applyMode, Mode } from "@cloudscape-design/global-styles";

export type Appearance = "light" | "dark";

const KEY = "strongroom-appearance";

/** The appearance that was chosen in this browser, else the one that the system prefers. */
export function readAppearance(): Appearance {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function applyAppearance(appearance: Appearance): void {
  applyMode(appearance === "dark" ? Mode.Dark : Mode.Light);
}

export function keepAppearance(appearance: Appearance): void {
  localStorage.setItem(KEY, appearance);
  applyAppearance(appearance);
}

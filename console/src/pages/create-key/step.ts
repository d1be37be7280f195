import type { Choices } from "./choices";

/** What a step of the wizard shows and changes. */
export interface StepProperties {
  choices: Choices;
  onChange: (change: Partial<Choices>) => void;
}

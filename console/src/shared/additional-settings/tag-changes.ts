import type { Tag } from "../tags-editor";

/** What must be asked for to get from the tags that are there to those that shall be. */
export function tagChanges(
  present: readonly Tag[],
  wanted: readonly Tag[],
): { set: readonly Tag[]; remove: readonly string[] } {
  const before = new Map(present.map(({ key, value }) => [key, value]));
  const after = new Set(wanted.map(({ key }) => key));
  return {
    set: wanted.filter(({ key, value }) => before.get(key) !== value),
    remove: [...before.keys()].filter((key) => !after.has(key)),
  };
}

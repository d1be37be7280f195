import { fileURLToPath } from "node:url";
import type { Rolldown } from "vite";

/** The chunk that draws what stands around every page. */
export const FRAME = "frame";

const source = (name: string) => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

/** What the entry imports. */
const BEGINNING = /[\\/]src[\\/](app[\\/](pages|paths)|session[\\/]server-settings)\.ts$|preload-helper/;

/**
 * Which modules are built into one file. A browser fetches six files at a time, and a file costs it more than a few
 * kilobytes do: so the scripts of the first view are few, and what other pages share is one file. A group has all
 * that its modules import, but for what stands in a group above it: no file waits in a circle for another.
 */
export const chunks: Rolldown.CodeSplittingGroup[] = [
  { name: "beginning", test: BEGINNING, priority: 4 },
  { ...importedBy(FRAME, source("app/start.tsx")), priority: 3 },
  { ...importedBy("tables", source("pages/tables/tables-page.tsx")), priority: 2 },
  { name: "shared", minShareCount: 2, priority: 1 },
];

/** The group of the modules that the one at `path` imports, directly or not, itself included. */
function importedBy(name: string, path: string): Rolldown.CodeSplittingGroup {
  let reached: ReadonlySet<string> | undefined;
  return {
    name: (id, context) => {
      reached ??= reachedFrom(path, context);
      return reached.has(id) ? name : null;
    },
    debugName: name,
  };
}

function reachedFrom(path: string, context: Rolldown.ChunkingContext): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [path];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return reached;
}

import type { Chain } from "./chains";

/** A box of the picture, in pixels from its upper left corner. */
export interface Box {
  id: string;
  kind: "key" | "table" | "index" | "stream";
  text: string;
  /** The chain that the box belongs to; of a key's box, its first. */
  chain: Chain;
  x: number;
  y: number;
}

/** A line between two boxes, from the right edge of one to the left edge of the other. */
export interface Line {
  id: string;
  chain: Chain;
  from: readonly [x: number, y: number];
  to: readonly [x: number, y: number];
}

export interface Layout {
  boxes: readonly Box[];
  lines: readonly Line[];
  width: number;
  height: number;
}

export const BOX = { width: 200, height: 46 } as const;
const ROW = 58;
const COLUMNS = [0, 280, 560] as const;
const MARGIN = 4;

/** Boxes in three columns: KMS keys, the tables that they protect, the tables' indexes and streams. */
export function layoutOf(chains: readonly Chain[]): Layout {
  const boxes: Box[] = [];
  const lines: Line[] = [];
  let key: Box | null = null;
  let row = 0;
  for (const chain of chains) {
    const keyId = `key ${chain.keyArn ?? "owned"}`;
    if (key?.id !== keyId) {
      key = boxAt(keyId, "key", chain.keyText, chain, 0, row);
      boxes.push(key);
    }
    const table = boxAt(`table ${chain.table}`, "table", chain.table, chain, 1, row);
    boxes.push(table);
    lines.push(lineOf(key, table));
    chain.parts.forEach(({ kind, name }, position) => {
      const part = boxAt(`${kind} ${chain.table} ${name}`, kind, name, chain, 2, row + position);
      boxes.push(part);
      lines.push(lineOf(table, part));
    });
    row += Math.max(1, chain.parts.length);
  }
  const isWide = chains.some(({ parts }) => parts.length > 0);
  const width = COLUMNS[isWide ? 2 : 1] + BOX.width + 2 * MARGIN;
  return { boxes, lines, width, height: row * ROW };
}

function boxAt(id: string, kind: Box["kind"], text: string, chain: Chain, column: 0 | 1 | 2, row: number): Box {
  return { id, kind, text, chain, x: COLUMNS[column] + MARGIN, y: row * ROW + MARGIN };
}

function lineOf(from: Box, to: Box): Line {
  return {
    id: `${from.id} - ${to.id}`,
    chain: to.chain,
    from: [from.x + BOX.width, from.y + BOX.height / 2],
    to: [to.x, to.y + BOX.height / 2],
  };
}

import { keyStateText } from "../../shared/key-state";
import type { Chain } from "./chains";
import "./key-map.css";
import { BOX, layoutOf, type Box, type Line } from "./layout";

/** Around the text of a box, in pixels; the inner picture cuts off what does not fit. */
const PADDING = 12;
const KINDS: Readonly<Record<Box["kind"], string>> = { key: "KMS key", table: "Table", index: "Index", stream: "Stream" };

/** The chains as a picture. What is chosen in it is told with its chain. */
export function Picture({ chains, onChoose }: { chains: readonly Chain[]; onChoose: (chain: Chain) => void }) {
  const { boxes, lines, width, height } = layoutOf(chains);
  return (
    <div className="key-map" tabIndex={0} role="group" aria-label="Key map">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {lines.map((line) => (
          <Joint key={line.id} line={line} />
        ))}
        {boxes.map((box) => (
          <Place key={box.id} box={box} onChoose={() => onChoose(box.chain)} />
        ))}
      </svg>
    </div>
  );
}

function Joint({ line: { from, to, chain } }: { line: Line }) {
  const middle = (from[0] + to[0]) / 2;
  return (
    <path
      d={`M ${from[0]} ${from[1]} C ${middle} ${from[1]}, ${middle} ${to[1]}, ${to[0]} ${to[1]}`}
      data-state={chain.state}
      aria-hidden
    />
  );
}

function Place({ box, onChoose }: { box: Box; onChoose: () => void }) {
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={`${KINDS[box.kind]} ${box.text}, ${box.chain.state}`}
      transform={`translate(${box.x} ${box.y})`}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onChoose();
      }}
    >
      <title>{`${KINDS[box.kind]} ${box.text}`}</title>
      <rect width={BOX.width} height={BOX.height} rx={8} />
      <svg x={PADDING} width={BOX.width - 2 * PADDING} height={BOX.height}>
        <text y={18} className="key-map-kind">
          {captionOf(box)}
        </text>{" "}
        <text y={35}>{box.text}</text>
      </svg>
    </g>
  );
}

/** What stands above a box's name: what it is, and its state where something is wrong with it. */
function captionOf({ kind, chain: { keyState, state } }: Box): string {
  if (kind === "key") return keyState && keyState !== "Enabled" ? `${KINDS.key} · ${keyStateText(keyState)}` : KINDS.key;
  return state === "usable" ? KINDS[kind] : `${KINDS[kind]} · ${state}`;
}

import type { Plugin, Rolldown } from "vite";
import { FRAME } from "./chunks.ts";

/** The faces that are shown at once, as the style sheets name them: light text and headings. */
const FACE = /@font-face\s*{[^}]*font-weight:\s*(?:400|700)[^}]*url\(([^)]+\.woff2)\)[^}]*}/g;

/** Has the browser fetch with the page itself what it would find out later that it needs: the frame and its fonts. */
export function preloads(): Plugin {
  return {
    name: "preloads",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = bundle["index.html"];
        if (page?.type === "asset") page.source = String(page.source).replace("</title>", `</title>\n    ${links(bundle)}`);
      },
    },
  };
}

function links(bundle: Rolldown.OutputBundle): string {
  const files = Object.values(bundle);
  const frame = files.find((file) => file.type === "chunk" && file.name === FRAME);
  if (frame?.type !== "chunk") throw new Error("no chunk draws the frame");
  const sheets = [...(frame.viteMetadata?.importedCss ?? [])];
  const fonts = sheets.flatMap((name) => {
    const sheet = bundle[name];
    return sheet?.type === "asset" ? [...String(sheet.source).matchAll(FACE)].map(([, url]) => url) : [];
  });
  return [
    `<link rel="modulepreload" crossorigin href="/console/${frame.fileName}">`,
    ...sheets.map((name) => `<link rel="preload" as="style" crossorigin href="/console/${name}">`),
    ...fonts.map((url) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${url}">`),
  ].join("\n    ");
}

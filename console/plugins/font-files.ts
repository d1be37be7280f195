import type { Plugin } from "vite";

const ITALIC_FACE = /@font-face\s*{[^}]*font-style:\s*italic[^}]*}/g;
const EMBEDDED = /url\(['"]?data:font\/woff2;base64,([A-Za-z0-9+/=]+)['"]?\)/g;

/**
 * Makes files of the fonts that the style sheets carry inside: a browser then loads the two faces that a page
 * shows instead of all eight, and the content security policy needs no `data:` fonts. The little that is set in
 * italics is slanted by the browser.
 */
export function fontFiles(): Plugin {
  return {
    name: "font-files",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
          file.source = String(file.source).replaceAll(ITALIC_FACE, "").replaceAll(EMBEDDED, (_match, base64: string) => {
            const font = this.emitFile({ type: "asset", name: "font.woff2", source: Buffer.from(base64, "base64") });
            return `url(/console/${this.getFileName(font)})`;
          });
        }
      },
    },
  };
}

import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { chunks } from "./plugins/chunks.ts";
import { compress } from "./plugins/compress.ts";
import { fontFiles } from "./plugins/font-files.ts";
import { preloads } from "./plugins/preloads.ts";

const built = fileURLToPath(new URL("../src/strongroom/console", import.meta.url));

export default defineConfig({
  base: "/console/",
  plugins: [react(), fontFiles(), preloads(), compress(built)],
  build: {
    outDir: built,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy admits files of this server only
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
});

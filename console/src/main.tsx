import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { applyAppearance, readAppearance } from "./app/appearance";

/** The faces that the bar above every page is measured with: measured with others, it would cut its title off. */
const FACES = ["400 14px 'Open Sans'", "700 14px 'Open Sans'"];

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
applyAppearance(readAppearance());
await Promise.allSettled(FACES.map((face) => document.fonts.load(face)));
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

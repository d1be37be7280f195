import "@cloudscape-design/global-styles/index.css";
import { QueryClient } from "@tanstack/react-query";
import { StrictMode, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { SERVER_SETTINGS, type ServerSettings } from "../session/server-settings";
import { App } from "./app";
import { applyAppearance, readAppearance } from "./appearance";
import type { PageDeclaration } from "./pages";
import { routesOf } from "./routes";

/** The faces that the bar above every page is measured with: measured with others, it would cut its title off. */
const FACES = ["400 14px 'Open Sans'", "700 14px 'Open Sans'"];

/** What was asked for before the console started. */
export interface Beginning {
  settings: Promise<ServerSettings>;
  /** The page that the address names, where it names one, and its component. */
  page: PageDeclaration | undefined;
  component: Promise<ComponentType> | undefined;
}

/** Draws the console once everything that its first view is made of is there: drawing it twice takes longer. */
export async function start({ settings, page, component }: Beginning): Promise<void> {
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  applyAppearance(readAppearance());
  // the SDK tries again by itself
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } });
  const [Component] = await Promise.all([
    settled(component),
    settled(queries.query({ ...SERVER_SETTINGS, queryFn: () => settings })),
    ...FACES.map((face) => settled(document.fonts.load(face))),
  ]);
  createRoot(root).render(
    <StrictMode>
      <App queries={queries} routes={routesOf(page && Component && { page, Component })} />
    </StrictMode>,
  );
}

/** Undefined when it fails: what is drawn then asks again, and shows why. */
async function settled<Value>(promise: Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}

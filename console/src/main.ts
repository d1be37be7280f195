import { pageAt } from "./app/pages";
import { loadServerSettings } from "./session/server-settings";

// What the first view needs is asked for at once, while the script that draws it is still on its way.
const settings = loadServerSettings();
const page = pageAt(window.location.hash.slice(1));
const component = page?.load();
void import("./app/start").then(({ start }) => start({ settings, page, component }));

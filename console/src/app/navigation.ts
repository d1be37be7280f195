import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { paths } from "./paths";

const link = (text: string, path: string): SideNavigationProps.Item => ({ type: "link", text, href: `#${path}` });

/** The navigation pane: a section for each service. */
export const NAVIGATION: readonly SideNavigationProps.Item[] = [
  {
    type: "section",
    text: "DynamoDB",
    items: [
      link("Tables", paths.tables),
      link("Explore items", paths.exploreItems),
      link("PartiQL editor", paths.partiql),
    ],
  },
  {
    type: "section",
    text: "Key Management Service",
    items: [
      link("Customer managed keys", paths.customerManagedKeys),
      link("AWS managed keys", paths.awsManagedKeys),
      link("Key map", paths.keyMap),
    ],
  },
  {
    type: "section",
    text: "CloudTrail",
    items: [link("Event history", paths.eventHistory)],
  },
];

/** The entry of the navigation that the page at `path` belongs to. */
export function activeHref(path: string): string {
  const entries = NAVIGATION.flatMap((item) => ("items" in item ? item.items : [item]));
  const hrefs = entries.flatMap((item) => ("href" in item && item.href ? [item.href] : []));
  const fitting = hrefs.filter((href) => `#${path}` === href || `#${path}`.startsWith(`${href}/`));
  return fitting.sort((one, other) => other.length - one.length)[0] ?? "";
}

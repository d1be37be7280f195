import type { ComponentType } from "react";
import { paths } from "./paths";

export interface Breadcrumb {
  text: string;
  path: string;
}

/** What the path of a page's address gives for its placeholders. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export interface PageDeclaration {
  /** The address, as in `paths`; parts that begin with a colon are placeholders. */
  path: string;
  /** Loads the page: a file of its own to the browser, fetched when the page is first opened. */
  load: () => Promise<ComponentType>;
  /** The page's place, outermost first. */
  breadcrumbs: (parameters: Parameters) => readonly Breadcrumb[];
}

const TABLES: Breadcrumb = { text: "Tables", path: paths.tables };
const EXPLORE: Breadcrumb = { text: "Explore items", path: paths.exploreItems };
const tableNamed = ({ name = "" }: Parameters): Breadcrumb => ({ text: name, path: paths.table(name) });
const KEYS: Breadcrumb = { text: "Customer managed keys", path: paths.customerManagedKeys };
const keyNamed = ({ key = "" }: Parameters): Breadcrumb => ({ text: key.replace(/^.*:key\//, ""), path: paths.key(key) });

export const PAGES: readonly PageDeclaration[] = [
  {
    path: paths.tables,
    load: async () => (await import("../pages/tables/tables-page")).TablesPage,
    breadcrumbs: () => [TABLES],
  },
  {
    path: paths.createTable,
    load: async () => (await import("../pages/create-table/create-table-page")).CreateTablePage,
    breadcrumbs: () => [TABLES, { text: "Create table", path: paths.createTable }],
  },
  {
    path: "/dynamodb/tables/:name",
    load: async () => (await import("../pages/table/table-page")).TablePage,
    breadcrumbs: (parameters) => [TABLES, tableNamed(parameters)],
  },
  {
    path: "/dynamodb/tables/:name/create-index",
    load: async () => (await import("../pages/create-index/create-index-page")).CreateIndexPage,
    breadcrumbs: (parameters) => [
      TABLES,
      tableNamed(parameters),
      { text: "Create index", path: paths.createIndex(parameters.name ?? "") },
    ],
  },
  {
    path: "/dynamodb/tables/:name/settings",
    load: async () => (await import("../pages/update-settings/update-settings-page")).UpdateSettingsPage,
    breadcrumbs: (parameters) => [
      TABLES,
      tableNamed(parameters),
      { text: "Update settings", path: paths.updateSettings(parameters.name ?? "") },
    ],
  },
  {
    path: "/dynamodb/tables/:name/encryption",
    load: async () => (await import("../pages/manage-encryption/manage-encryption-page")).ManageEncryptionPage,
    breadcrumbs: (parameters) => [
      TABLES,
      tableNamed(parameters),
      { text: "Manage encryption", path: paths.manageEncryption(parameters.name ?? "") },
    ],
  },
  {
    path: paths.exploreItems,
    load: async () => (await import("../pages/explore-items/explore-items-page")).ExploreItemsPage,
    breadcrumbs: () => [EXPLORE],
  },
  {
    path: "/dynamodb/explore/:name",
    load: async () => (await import("../pages/explore-items/explore-items-page")).ExploreItemsPage,
    breadcrumbs: ({ name = "" }) => [EXPLORE, { text: name, path: paths.explore(name) }],
  },
  {
    path: paths.partiql,
    load: async () => (await import("../pages/partiql/partiql-page")).PartiqlPage,
    breadcrumbs: () => [{ text: "PartiQL editor", path: paths.partiql }],
  },
  {
    path: paths.customerManagedKeys,
    load: async () => (await import("../pages/keys/customer-managed-keys-page")).CustomerManagedKeysPage,
    breadcrumbs: () => [KEYS],
  },
  {
    path: paths.awsManagedKeys,
    load: async () => (await import("../pages/keys/aws-managed-keys-page")).AwsManagedKeysPage,
    breadcrumbs: () => [{ text: "AWS managed keys", path: paths.awsManagedKeys }],
  },
  {
    path: paths.createKey,
    load: async () => (await import("../pages/create-key/create-key-page")).CreateKeyPage,
    breadcrumbs: () => [KEYS, { text: "Create key", path: paths.createKey }],
  },
  {
    path: "/kms/keys/:key",
    load: async () => (await import("../pages/key/key-page")).KeyPage,
    breadcrumbs: (parameters) => [KEYS, keyNamed(parameters)],
  },
  {
    path: "/kms/keys/:key/import",
    load: async () => (await import("../pages/import-key-material/import-key-material-page")).ImportKeyMaterialPage,
    breadcrumbs: (parameters) => [
      KEYS,
      keyNamed(parameters),
      { text: "Import key material", path: paths.importKeyMaterial(parameters.key ?? "") },
    ],
  },
  {
    path: "/kms/keys/:key/replicate",
    load: async () => (await import("../pages/replicate-key/replicate-key-page")).ReplicateKeyPage,
    breadcrumbs: (parameters) => [
      KEYS,
      keyNamed(parameters),
      { text: "Create new replica keys", path: paths.replicateKey(parameters.key ?? "") },
    ],
  },
  {
    path: paths.keyMap,
    load: async () => (await import("../pages/key-map/key-map-page")).KeyMapPage,
    breadcrumbs: () => [{ text: "Key map", path: paths.keyMap }],
  },
  {
    path: paths.eventHistory,
    load: async () => (await import("../pages/event-history/event-history-page")).EventHistoryPage,
    breadcrumbs: () => [{ text: "Event history", path: paths.eventHistory }],
  },
  {
    path: paths.signIn,
    load: async () => (await import("../pages/sign-in/sign-in-route")).SignInRoute,
    breadcrumbs: () => [{ text: "Sign in", path: paths.signIn }],
  },
];

/** Addresses that lead to a page which has another one. */
export const REDIRECTS: Readonly<Record<string, string>> = {
  "/": paths.tables,
  [paths.kms]: paths.customerManagedKeys,
};

/** The page at an address, as it stands behind `#`; none where there is no page. */
export function pageAt(address: string): PageDeclaration | undefined {
  const pathname = address.replace(/\?.*$/, "") || "/";
  const path = REDIRECTS[pathname] ?? pathname;
  return PAGES.find((page) => fits(page.path, path));
}

function fits(pattern: string, path: string): boolean {
  const parts = path.split("/");
  const wanted = pattern.split("/");
  return wanted.length === parts.length && wanted.every((part, place) => part.startsWith(":") || part === parts[place]);
}

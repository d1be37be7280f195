const key = (id: string) => `/kms/keys/${encodeURIComponent(id)}`;
const table = (name: string) => `/dynamodb/tables/${encodeURIComponent(name)}`;

/** The addresses of the console's pages. A page that links to another one takes its address from here. */
export const paths = {
  tables: "/dynamodb/tables",
  createTable: "/dynamodb/create-table",
  table,
  tableTab: (name: string, tab: string) => `${table(name)}?tab=${tab}`,
  createIndex: (name: string) => `${table(name)}/create-index`,
  updateSettings: (name: string) => `${table(name)}/settings`,
  manageEncryption: (name: string) => `${table(name)}/encryption`,
  exploreItems: "/dynamodb/explore",
  explore: (name: string) => `/dynamodb/explore/${encodeURIComponent(name)}`,
  partiql: "/dynamodb/partiql",
  kms: "/kms",
  customerManagedKeys: "/kms/keys",
  awsManagedKeys: "/kms/aws-managed-keys",
  createKey: "/kms/create-key",
  keyMap: "/kms/key-map",
  key,
  keyTab: (id: string, tab: string) => `${key(id)}?tab=${tab}`,
  /** Of a key: the material that it misses, material that is new to it, or one that it had before. */
  importKeyMaterial: (id: string) => `${key(id)}/import`,
  importNewKeyMaterial: (id: string) => `${key(id)}/import?new`,
  reimportKeyMaterial: (id: string, material: string) => `${key(id)}/import?material=${material}`,
  replicateKey: (id: string) => `${key(id)}/replicate`,
  eventHistory: "/cloudtrail/events",
  signIn: "/sign-in",
} as const;

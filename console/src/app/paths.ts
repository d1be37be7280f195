/** The addresses of the console's pages. A page that links to another one takes its address from here. */
export const paths = {
  tables: "/dynamodb/tables",
  createTable: "/dynamodb/create-table",
  table: (name: string) => `/dynamodb/tables/${encodeURIComponent(name)}`,
  tableTab: (name: string, tab: string) => `/dynamodb/tables/${encodeURIComponent(name)}?tab=${tab}`,
  signIn: "/sign-in",
} as const;

import { useQuery } from "@tanstack/react-query";
import { useSession, type Connection } from "../../session/session";
import { callStrongroom } from "../../session/strongroom-api";

/** A table's keys as they lie at rest; the wrapped keys in base64. Source: docs/console.md. */
export interface KeyChain {
  Owned: boolean;
  KMSMasterKeyArn?: string;
  GrantId?: string;
  EncryptionContext: Readonly<Record<string, string>>;
  WrappedTableKey: string;
  WrappedDataKey: string;
}

interface TableKeys {
  Chain: KeyChain;
  /** While the table's key is changed: what will be the chain. */
  NextChain?: KeyChain;
}

export function useTableKeys(table: string) {
  const { connection, scope } = useSession();
  return useQuery({
    queryKey: [scope, "table", table, "keys"],
    queryFn: () => describeTableKeys(connection(), table),
  });
}

function describeTableKeys(connection: Connection, table: string): Promise<TableKeys> {
  return callStrongroom(connection, "StrongroomKeys_20261101.DescribeTableKeys", { TableName: table });
}

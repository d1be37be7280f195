import { useQueries } from "@tanstack/react-query";
import { useSession } from "../../session/session";
import type { KeyManager } from "./choice";

/**
 * Who manages the keys with these ARNs, as far as KMS says so. KMS's client is loaded only when there is a key to
 * ask about.
 */
export function useKeyManagers(arns: readonly string[]): ReadonlyMap<string, KeyManager> {
  const { connection, scope } = useSession();
  const distinct = [...new Set(arns)];
  const answers = useQueries({
    queries: distinct.map((arn) => ({
      queryKey: [scope, "key-manager", arn],
      queryFn: async () => (await import("./key-manager")).keyManagerOf(connection(), arn),
      staleTime: Infinity,
    })),
  });
  return new Map(
    distinct.flatMap((arn, position) => {
      const manager = answers[position]?.data;
      return manager ? [[arn, manager] as const] : [];
    }),
  );
}

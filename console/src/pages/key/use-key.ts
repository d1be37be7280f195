import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { KMSClient } from "@aws-sdk/client-kms";
import { useSession } from "../../session/session";
import { useKms } from "../../session/use-kms";
import { withAliases, type KmsKey } from "../../shared/kms-keys";

/** One KMS key and its aliases. */
export function useKey(id: string) {
  const kms = useKms();
  const { scope } = useSession();
  return useQuery({
    queryKey: [scope, "kms-keys", id],
    queryFn: async (): Promise<KmsKey> => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
      if (!KeyMetadata) throw new Error("The service did not describe the key.");
      const [key] = await withAliases(kms, [KeyMetadata]);
      return key ?? { metadata: KeyMetadata, aliases: [] };
    },
  });
}

/** A part of what KMS tells of one key, such as its policy; `part` names it. */
export function useKeyPart<Told>(id: string, part: string, ask: (kms: KMSClient) => Promise<Told>) {
  const kms = useKms();
  const { scope } = useSession();
  return useQuery({ queryKey: [scope, "kms-keys", id, part], queryFn: () => ask(kms) });
}

/** A change of a key; afterwards everything that is shown of keys is asked for again. */
export function useKeyChange<Change = void>(change: (kms: KMSClient, how: Change) => Promise<unknown>, done?: () => void) {
  const kms = useKms();
  const { scope } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (how: Change) => change(kms, how),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [scope, "kms-keys"] });
      done?.();
    },
  });
}

import { CreateAliasCommand, CreateKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { useKms } from "../../session/use-kms";
import { Copyable } from "../../shared/copyable";
import { useNotifications } from "../../shared/notifications";
import { aliasName, createKeyInput, type Choices } from "./choices";

interface Made {
  id: string;
  arn: string;
  /** Why the key could not be given its alias. */
  aliasError: unknown;
}

/** Makes the chosen key, gives it its alias, and goes to its page, or to that which imports its key material. */
export function useCreateKey() {
  const kms = useKms();
  const { scope } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotifications();
  return useMutation({
    mutationFn: ({ choices, policy }: { choices: Choices; policy: string }) => createKey(kms, choices, policy),
    onSuccess: async ({ id, arn, aliasError }, { choices }) => {
      await queries.invalidateQueries({ queryKey: [scope, "kms-keys"] });
      notify({
        id: `created ${id}`,
        type: "success",
        header: "The KMS key was created",
        content: (
          <>
            Its ARN, to be used for tables:{" "}
            <Copyable text={arn} what="key ARN" />
          </>
        ),
      });
      if (aliasError) notify({ id: `no alias ${id}`, type: "error", header: "The key has no alias", error: aliasError });
      await navigate(choices.origin === "EXTERNAL" ? paths.importKeyMaterial(id) : paths.key(id));
    },
  });
}

async function createKey(kms: KMSClient, choices: Choices, policy: string): Promise<Made> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(createKeyInput(choices, policy)));
  const { KeyId: id = "", Arn: arn = "" } = KeyMetadata ?? {};
  try {
    await kms.send(new CreateAliasCommand({ AliasName: aliasName(choices.alias), TargetKeyId: id }));
    return { id, arn, aliasError: null };
  } catch (aliasError) {
    return { id, arn, aliasError };
  }
}

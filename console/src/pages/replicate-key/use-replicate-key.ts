import { CreateAliasCommand, ReplicateKeyCommand } from "@aws-sdk/client-kms";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { useKms, useKmsIn } from "../../session/use-kms";
import { keyName, type KmsKey } from "../../shared/kms-keys";
import { useNotifications } from "../../shared/notifications";
import { aliasName } from "../create-key/choices";
import { replicateInput, type ReplicaForm } from "./replica";

/** Makes replica keys, region by region; those that are made stay when a later one is refused. */
export function useReplicateKey(kmsKey: KmsKey, onMade: (region: string) => void) {
  const { Arn: arn = "", KeyId: id = "" } = kmsKey.metadata;
  const kms = useKms();
  const kmsIn = useKmsIn();
  const { scope, region: primaryRegion } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotifications();
  const giveAlias = async (region: string, alias: string) => {
    try {
      await kmsIn(region).send(new CreateAliasCommand({ AliasName: aliasName(alias), TargetKeyId: id }));
    } catch (error) {
      notify({ id: `no alias ${region} ${id}`, type: "error", header: `The replica key in ${region} has no alias`, error });
    }
  };
  return useMutation({
    mutationFn: async (form: ReplicaForm) => {
      for (const region of form.regions) {
        await kms.send(new ReplicateKeyCommand(replicateInput(arn, primaryRegion, region, form)));
        onMade(region);
        if (form.alias.trim()) await giveAlias(region, form.alias);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [scope, "kms-keys"] }),
    onSuccess: async (_, { regions }) => {
      notify({
        id: `replicated ${arn}`,
        type: "success",
        content: `${keyName(kmsKey)} has a new replica key in ${regions.join(", ")}.`,
      });
      await navigate(paths.keyTab(id, "regionality"));
    },
  });
}

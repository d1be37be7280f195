import { PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { useNotifications } from "../../shared/notifications";
import { useKeyChange } from "./use-key";

/** Puts another policy on a key, by its ARN. */
export function useSavePolicy(keyArn: string, done: () => void) {
  const { notify } = useNotifications();
  return useKeyChange(
    (kms, Policy: string) => kms.send(new PutKeyPolicyCommand({ KeyId: keyArn, PolicyName: "default", Policy })),
    () => {
      notify({ id: `policy ${keyArn}`, type: "success", content: "The key policy is saved." });
      done();
    },
  );
}

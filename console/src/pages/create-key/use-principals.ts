import { paginateListRoles, paginateListUsers, type IAMClient } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../session/session";
import { useIam } from "../../session/use-iam";

/** An IAM user or role that a key policy can name. */
export interface KnownPrincipal {
  arn: string;
  name: string;
  path: string;
  type: "User" | "Role";
}

/** The account's IAM users and roles. */
export function usePrincipals() {
  const iam = useIam();
  const { scope } = useSession();
  return useQuery({ queryKey: [scope, "principals"], queryFn: () => listPrincipals(iam) });
}

async function listPrincipals(client: IAMClient): Promise<KnownPrincipal[]> {
  const found: KnownPrincipal[] = [];
  for await (const { Users = [] } of paginateListUsers({ client }, {})) {
    for (const { Arn: arn = "", UserName: name = "", Path: path = "/" } of Users) {
      found.push({ arn, name, path, type: "User" });
    }
  }
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    for (const { Arn: arn = "", RoleName: name = "", Path: path = "/" } of Roles) {
      found.push({ arn, name, path, type: "Role" });
    }
  }
  return found;
}

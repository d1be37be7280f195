import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { jsonOf, type Item } from "../../shared/items/dynamodb-json";

type Change = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/**
 * The update that makes one item of another with the same key, touching nothing but the attributes that differ: what
 * somebody else wrote into the others meanwhile stays. Undefined when nothing differs.
 */
export function itemChanges(before: Item, after: Item, keyNames: readonly string[]): Change | undefined {
  const names: Record<string, string> = {};
  const values: Item = {};
  const sets: string[] = [];
  const removals: string[] = [];
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !keyNames.includes(name) && !isSame(before, after, name),
  );
  differing.forEach((name, position) => {
    names[`#n${position}`] = name;
    const value = after[name];
    if (value === undefined) {
      removals.push(`#n${position}`);
    } else {
      values[`:v${position}`] = value;
      sets.push(`#n${position} = :v${position}`);
    }
  });
  if (differing.length === 0) return undefined;
  const clauses = [sets.length > 0 && `SET ${sets.join(", ")}`, removals.length > 0 && `REMOVE ${removals.join(", ")}`];
  return {
    UpdateExpression: clauses.filter(Boolean).join(" "),
    ConditionExpression: "attribute_exists(#key)",
    ExpressionAttributeNames: { ...names, "#key": keyNames[0] ?? "" },
    ...(sets.length > 0 && { ExpressionAttributeValues: values }),
  };
}

function isSame(before: Item, after: Item, name: string): boolean {
  const [one, other] = [before[name], after[name]];
  if (one === undefined || other === undefined) return one === other;
  return jsonOf({ value: one }) === jsonOf({ value: other });
}

import { describe, expect, it } from "vitest";
import { pageAt } from "./pages";
import { paths } from "./paths";

describe("pageAt", () => {
  it.each([
    ["", paths.tables],
    ["/", paths.tables],
    [paths.kms, paths.customerManagedKeys],
    [paths.tables, paths.tables],
    [paths.tableTab("a b", "indexes"), "/dynamodb/tables/:name"],
    [paths.updateSettings("Music"), "/dynamodb/tables/:name/settings"],
    [paths.key("arn:aws:kms:us-east-1:000000000000:key/1"), "/kms/keys/:key"],
  ])("finds the page of %o", (address, path) => {
    expect(pageAt(address)?.path).toBe(path);
  });

  it("finds none where there is none", () => {
    expect(pageAt("/dynamodb/nowhere")).toBeUndefined();
    expect(pageAt("/dynamodb")).toBeUndefined();
  });
});

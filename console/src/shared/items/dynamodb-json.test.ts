import { describe, expect, it } from "vitest";
import { contentText, itemOf, jsonOf, valueOf, type Item } from "./dynamodb-json";

const EVERY_TYPE: Item = {
  text: { S: 'a "quoted" text' },
  number: { N: "1.50" },
  bytes: { B: Uint8Array.of(0, 255, 128) },
  truth: { BOOL: false },
  nothing: { NULL: true },
  texts: { SS: ["a", "b"] },
  numbers: { NS: ["1", "2"] },
  blobs: { BS: [Uint8Array.of(1)] },
  list: { L: [{ S: "x" }, { M: { deep: { B: Uint8Array.of(7) } } }] },
  map: { M: { inner: { N: "3" } } },
};

describe("DynamoDB JSON", () => {
  it("is read back as it was written, every type of it", () => {
    expect(itemOf(jsonOf(EVERY_TYPE))).toEqual(EVERY_TYPE);
  });

  it("writes bytes in base64", () => {
    expect(JSON.parse(jsonOf({ bytes: { B: Uint8Array.of(0, 255, 128) } }))).toEqual({ bytes: { B: "AP+A" } });
  });

  it.each([
    ["{", /not JSON/],
    ["[]", /an object of attributes/],
    ['{"Awards": 1}', /Awards: a value is written with its type/],
    ['{"Awards": {"N": 1}}', /Awards: N takes a text, numbers too/],
    ['{"Awards": {"S": "a", "N": "1"}}', /Awards: a value is written with its type/],
    ['{"Awards": {"X": "a"}}', /Awards: there is no type X/],
    ['{"List": {"L": [{"S": "a"}, {"BOOL": "yes"}]}}', /List\[1\]: BOOL takes true or false/],
    ['{"Bytes": {"B": "*"}}', /base64/],
  ])("says what is wrong with %s", (text, problem) => {
    expect(() => itemOf(text)).toThrow(problem);
  });
});

describe("contentText and valueOf", () => {
  it.each(Object.entries(EVERY_TYPE))("give a value of the form back: %s", (_, value) => {
    const [type] = Object.keys(value) as [Parameters<typeof valueOf>[0]];
    expect(valueOf(type, contentText(value), "here")).toEqual(value);
  });
});

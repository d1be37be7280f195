import { describe, expect, it } from "vitest";
import { jsonProblem } from "./json-problem";

describe("jsonProblem", () => {
  it.each(["{}", "[]", '"text"', "1", '{"a": [1, true, null]}\n'])("finds none in %s", (text) => {
    expect(jsonProblem(text)).toBeNull();
  });

  it.each([
    ['{"a": 1', 1, 8, "a closing brace is expected"],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "a comma is expected"],
    ['{\n  "a" 1\n}', 2, 7, "a colon is expected"],
    ['{"a": 1,}', 1, 9, "a property name in double quotes is expected"],
    ['{"a": }', 1, 7, "a value is expected"],
    ["{a: 1}", 1, 2, "this is not a value"],
    ["{} {}", 1, 4, "the text should end here"],
    ['{ /* */ "a": 1}', 1, 3, "JSON has no comments"],
    ['["a', 1, 2, "the string does not end"],
    ["", 1, 1, "a value is expected"],
  ])("finds the first in %j", (text, line, column, reason) => {
    expect(jsonProblem(text)).toEqual({ line, column, reason });
  });
});

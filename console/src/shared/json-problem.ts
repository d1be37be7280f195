import { parse, printParseErrorCode, type ParseError } from "jsonc-parser";

/** Where a text stops being JSON, and why. Line and column count from 1. */
export interface JsonProblem {
  line: number;
  column: number;
  reason: string;
}

const REASONS: Readonly<Record<string, string>> = {
  PropertyNameExpected: "a property name in double quotes is expected",
  ValueExpected: "a value is expected",
  ColonExpected: "a colon is expected",
  CommaExpected: "a comma is expected",
  CloseBraceExpected: "a closing brace is expected",
  CloseBracketExpected: "a closing bracket is expected",
  EndOfFileExpected: "the text should end here",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfComment: "JSON has no comments",
  UnexpectedEndOfString: "the string does not end",
  UnexpectedEndOfNumber: "the number does not end",
  InvalidUnicode: "the escape is not one of four hexadecimal digits",
  InvalidEscapeCharacter: "there is no such escape",
  InvalidCharacter: "the character may not stand here",
  InvalidNumberFormat: "this is not a number",
  InvalidSymbol: "this is not a value",
};

/** The first place where `text` is not JSON; none when it is. */
export function jsonProblem(text: string): JsonProblem | null {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (!first) return null;
  const lines = text.slice(0, first.offset).split("\n");
  return {
    line: lines.length,
    column: (lines.at(-1) ?? "").length + 1,
    reason: REASONS[printParseErrorCode(first.error)] ?? "this is not JSON",
  };
}

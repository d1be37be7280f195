import Box from "@cloudscape-design/components/box";

interface Properties {
  /** Whether the rows could not be asked for, so that nobody knows whether there are any. */
  isUnknown: boolean;
  /** What is said where there are none. */
  children: string;
}

/** What a table shows in place of rows. */
export function EmptyTable({ isUnknown, children }: Properties) {
  return <Box textAlign="center">{isUnknown ? "Not known." : children}</Box>;
}

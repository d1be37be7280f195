import Box from "@cloudscape-design/components/box";

/** A text whose lines and blanks matter, such as JSON. Lines that are too long are broken. */
export function SourceText({ children }: { children: string }) {
  return (
    <Box variant="code">
      <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{children}</span>
    </Box>
  );
}

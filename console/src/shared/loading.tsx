import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";

/** Shown until something is there. */
export function Loading({ text = "Loading" }: { text?: string }) {
  return (
    <Box margin="xxl" textAlign="center" color="text-status-inactive">
      <Spinner size="large" /> {text}
    </Box>
  );
}

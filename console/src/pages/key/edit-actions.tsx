import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";

interface Properties {
  isSaving: boolean;
  isReady: boolean;
  onSave: () => void;
  onCancel: () => void;
}

/** The way out of an editor that stands in place of what it edits. */
export function EditActions({ isSaving, isReady, onSave, onCancel }: Properties) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={onCancel}>
        Cancel
      </Button>
      <Button variant="primary" loading={isSaving} disabled={!isReady} onClick={onSave}>
        Save changes
      </Button>
    </SpaceBetween>
  );
}

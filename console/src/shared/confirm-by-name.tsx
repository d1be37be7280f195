import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";
import { ServiceErrorAlert } from "./service-error-alert";

interface Properties {
  /** What is done, as header and on the button: `Delete table`. */
  action: string;
  /** What must be typed before it can be done. */
  name: string;
  isPending: boolean;
  error: unknown;
  /** False while something else in the dialog has to be chosen first. */
  isReady?: boolean;
  onConfirm: () => void;
  onDismiss: () => void;
  /** What will be lost. */
  children: ReactNode;
}

/** Asks for the name of what an action destroys. */
export function ConfirmByName(properties: Properties) {
  const { action, name, isPending, error, isReady = true, onConfirm, onDismiss, children } = properties;
  const [typed, setTyped] = useState("");
  return (
    <Modal
      visible
      header={`${action}?`}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={isPending} disabled={!isReady || typed !== name} onClick={onConfirm}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error ? <ServiceErrorAlert error={error} /> : null}
        {children}
        <FormField label={`To confirm, type ${name}`} stretch>
          <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} placeholder={name} autoComplete={false} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

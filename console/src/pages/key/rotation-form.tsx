import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ServiceErrorAlert } from "../../shared/service-error-alert";

const USUAL_DAYS = 365;

interface Properties {
  /** The rotation period as it is; null while the material is not rotated. */
  days: number | null;
  isSaving: boolean;
  error: unknown;
  /** Called with the wanted rotation period in days; null for no rotation. */
  onSave: (days: number | null) => void;
  onCancel: () => void;
}

/** Whether and how often the key material is rotated by itself. */
export function RotationForm({ days, isSaving, error, onSave, onCancel }: Properties) {
  const [isEnabled, setEnabled] = useState(days !== null);
  const [period, setPeriod] = useState(String(days ?? USUAL_DAYS));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={onCancel}>
                Cancel
              </Button>
              <Button
                variant="primary"
                loading={isSaving}
                disabled={isEnabled && !/^\d+$/.test(period)}
                onClick={() => onSave(isEnabled ? Number(period) : null)}
              >
                Save
              </Button>
            </SpaceBetween>
          }
        >
          Edit automatic key rotation
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error ? <ServiceErrorAlert error={error} /> : null}
        <FormField label="Key rotation">
          <RadioGroup
            value={isEnabled ? "enable" : "disable"}
            onChange={({ detail }) => setEnabled(detail.value === "enable")}
            items={[
              { value: "enable", label: "Enable" },
              { value: "disable", label: "Disable" },
            ]}
          />
        </FormField>
        {isEnabled ? (
          <FormField label="Rotation period (in days)" constraintText="From 90 to 2560 days.">
            <Input value={period} inputMode="numeric" onChange={({ detail }) => setPeriod(detail.value)} />
          </FormField>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import type { KeySpec, KeyUsageType, OriginType } from "@aws-sdk/client-kms";
import { usageText } from "../../shared/key-texts";
import { specsOf, withUsage, type Choices, type KeyType } from "./choices";
import type { StepProperties } from "./step";

const USES: Readonly<Partial<Record<KeyUsageType, string>>> = {
  ENCRYPT_DECRYPT: "Use the key only to encrypt and decrypt data.",
  SIGN_VERIFY: "The private key signs messages; the public key verifies signatures.",
  GENERATE_VERIFY_MAC: "Use the key only to make and verify hash-based message authentication codes.",
  KEY_AGREEMENT: "Derives a secret that is shared with the owner of another key pair.",
};

/** Configure key: type, usage, spec and the advanced options. */
export function ConfigureStep({ choices, onChange }: StepProperties) {
  const specs = specsOf(choices.keyType)[choices.usage] ?? [];
  const choose = (keyType: KeyType, usage: KeyUsageType) => onChange(withUsage(choices, keyType, usage));
  return (
    <Container header={<Header variant="h2">Key</Header>}>
      <SpaceBetween size="l">
        <FormField label="Key type" stretch>
          <Tiles
            ariaRequired
            value={choices.keyType}
            onChange={({ detail }) => choose(detail.value as KeyType, choices.usage)}
            items={[
              {
                value: "symmetric",
                label: "Symmetric",
                description: "One secret key encrypts and decrypts, or makes and verifies codes. The default, and the only type that protects DynamoDB tables.",
              },
              {
                value: "asymmetric",
                label: "Asymmetric",
                description: "A public and a private key: for encryption, signatures or key agreement.",
              },
            ]}
          />
        </FormField>
        <FormField label="Key usage" stretch>
          <Tiles
            value={choices.usage}
            onChange={({ detail }) => choose(choices.keyType, detail.value as KeyUsageType)}
            items={(Object.keys(specsOf(choices.keyType)) as KeyUsageType[]).map((value) => ({
              value,
              label: usageText(value),
              description: USES[value],
            }))}
          />
        </FormField>
        {specs.length > 1 ? (
          <FormField label="Key spec">
            <RadioGroup
              value={choices.spec}
              onChange={({ detail }) => onChange({ spec: detail.value as KeySpec })}
              items={specs.map((value) => ({ value, label: value }))}
            />
          </FormField>
        ) : null}
        <AdvancedOptions choices={choices} onChange={onChange} />
      </SpaceBetween>
    </Container>
  );
}

function AdvancedOptions({ choices, onChange }: StepProperties) {
  return (
    <ExpandableSection headerText="Advanced options">
      <SpaceBetween size="l">
        <FormField label="Key material origin" description="Where the key material comes from. It cannot be changed later.">
          <RadioGroup
            value={choices.origin}
            onChange={({ detail }) => onChange({ origin: detail.value as OriginType })}
            items={[
              { value: "AWS_KMS", label: "KMS - recommended", description: "KMS makes the key material and keeps it." },
              {
                value: "EXTERNAL",
                label: "External (Import key material)",
                description: "You bring the key material. Until you import it, the key cannot be used.",
              },
            ]}
          />
        </FormField>
        <FormField label="Regionality" description="Whether the key can be replicated into other regions. It cannot be changed later.">
          <RadioGroup
            value={regionalityOf(choices)}
            onChange={({ detail }) => onChange({ isMultiRegion: detail.value === "multi" })}
            items={[
              { value: "single", label: "Single-Region key", description: "Never leaves this region." },
              { value: "multi", label: "Multi-Region key", description: "May have replicas in other regions, with the same key ID." },
            ]}
          />
        </FormField>
        {choices.isMultiRegion ? (
          <Alert type="info">A key of many regions is as exposed as the most exposed of them.</Alert>
        ) : null}
      </SpaceBetween>
    </ExpandableSection>
  );
}

function regionalityOf({ isMultiRegion }: Choices): string {
  return isMultiRegion ? "multi" : "single";
}

import type { KeyMetadata } from "@aws-sdk/client-kms";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import { REGIONS } from "../../app/regions";
import { useSession } from "../../session/session";
import { replicaRegions } from "../../shared/regionality";

interface Properties {
  /** The primary key's. */
  metadata: KeyMetadata;
  regions: readonly string[];
  onChange: (regions: string[]) => void;
}

/** The regions that get a replica key. Those that have a related key are shown, but cannot be chosen. */
export function RegionsField({ metadata, regions, onChange }: Properties) {
  const { server, region: primary } = useSession();
  const replicas = replicaRegions(metadata);
  const options = [...new Set([server.region, primary, ...REGIONS])].map((region) => ({
    value: region,
    label: region,
    disabled: region === primary || replicas.includes(region),
    ...(region === primary ? { labelTag: "Primary key" } : {}),
    ...(replicas.includes(region) ? { labelTag: "Replica key" } : {}),
  }));
  return (
    <Container header={<Header variant="h2">Replica key Regions</Header>}>
      <FormField
        label="AWS Regions"
        description={
          metadata.Origin === "EXTERNAL"
            ? "Each gets a replica key with the same key ID. Its key material is not replicated: import the same into each replica key."
            : "Each gets a replica key with the same key ID and key material."
        }
      >
        <Multiselect
          selectedOptions={options.filter(({ value }) => regions.includes(value))}
          onChange={({ detail }) => onChange(detail.selectedOptions.flatMap(({ value }) => (value ? [value] : [])))}
          options={options}
          placeholder="Choose Regions"
          filteringType="auto"
          deselectAriaLabel={({ label = "" }) => `Do not replicate into ${label}`}
        />
      </FormField>
    </Container>
  );
}

import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { paths } from "../../app/paths";
import type { KmsKey } from "../../shared/kms-keys";
import { DeleteMaterialDialog } from "./delete-material-dialog";
import { ImportState } from "./key-materials";
import { expiryText } from "./material-texts";

/** The one key material of an asymmetric or HMAC key whose material is imported. */
export function ImportedMaterial({ kmsKey }: { kmsKey: KmsKey }) {
  const { metadata } = kmsKey;
  const [isDeleting, setDeleting] = useState(false);
  const isImported = metadata.ExpirationModel !== undefined;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={!isImported} onClick={() => setDeleting(true)}>
                Delete key material
              </Button>
              <Button href={`#${paths.importKeyMaterial(metadata.KeyId ?? "")}`}>
                {isImported ? "Reimport key material" : "Import key material"}
              </Button>
            </SpaceBetween>
          }
        >
          Key material
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Import state", value: <ImportState isImported={isImported} /> },
          { label: "Expiration date", value: expiryText(metadata) },
        ]}
      />
      {isDeleting ? <DeleteMaterialDialog kmsKey={kmsKey} onClose={() => setDeleting(false)} /> : null}
    </Container>
  );
}

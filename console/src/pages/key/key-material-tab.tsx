import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TabsProps } from "@cloudscape-design/components/tabs";
import type { KmsKey } from "../../shared/kms-keys";
import { AutomaticRotation } from "./automatic-rotation";
import { ImportedMaterial } from "./imported-material";
import { KeyMaterials } from "./key-materials";

/** The tab of the key material: of keys that can have several, or one that is imported. Others have no such tab. */
export function keyMaterialTabs(kmsKey: KmsKey): TabsProps.Tab[] {
  const { KeySpec: spec, Origin: origin } = kmsKey.metadata;
  const id = "key-material";
  if (spec === "SYMMETRIC_DEFAULT") {
    return [{ id, label: "Key material and rotations", content: <MaterialAndRotations kmsKey={kmsKey} /> }];
  }
  return origin === "EXTERNAL" ? [{ id, label: "Key material", content: <ImportedMaterial kmsKey={kmsKey} /> }] : [];
}

function MaterialAndRotations({ kmsKey }: { kmsKey: KmsKey }) {
  return (
    <SpaceBetween size="l">
      {kmsKey.metadata.Origin === "AWS_KMS" ? <AutomaticRotation kmsKey={kmsKey} /> : null}
      <KeyMaterials kmsKey={kmsKey} />
    </SpaceBetween>
  );
}

import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { keyTypeText } from "../../shared/key-texts";
import { isDeleting, keyName, type KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { AliasesTab } from "./aliases-tab";
import { ChargesTab } from "./charges-tab";
import { CryptographicTab } from "./cryptographic-tab";
import { DescriptionDialog } from "./description-dialog";
import { EventsTab } from "./events-tab";
import { GeneralConfiguration } from "./general-configuration";
import { GrantsTab } from "./grants-tab";
import { KeyActions } from "./key-actions";
import { keyMaterialTabs } from "./key-material-tab";
import { PolicyTab } from "./policy-tab";
import { PublicKeyTab } from "./public-key-tab";
import { RegionalityTab } from "./regionality-tab";
import { TagsTab } from "./tags-tab";
import { UnusableKey } from "./unusable-key";
import { useKey } from "./use-key";

/** Everything about one KMS key. */
export function KeyPage() {
  const { key: id = "" } = useParams();
  const key = useKey(id);
  if (key.isPending) return <Loading text="Loading the key" />;
  if (key.isError) return <ServiceErrorAlert error={key.error} header="The key cannot be shown" />;
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<Changes kmsKey={key.data} />}>
          {keyName(key.data)}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <UnusableKey kmsKey={key.data} />
        <GeneralConfiguration kmsKey={key.data} />
        <KeyTabs kmsKey={key.data} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Changes({ kmsKey }: { kmsKey: KmsKey }) {
  const { KeyManager: manager, KeyState: state } = kmsKey.metadata;
  const [isEditing, setEditing] = useState(false);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <KeyActions kmsKey={kmsKey} />
      <Button
        ariaLabel="Edit description"
        disabled={manager === "AWS" || isDeleting(state)}
        onClick={() => setEditing(true)}
      >
        Edit
      </Button>
      {isEditing ? <DescriptionDialog kmsKey={kmsKey} onClose={() => setEditing(false)} /> : null}
    </SpaceBetween>
  );
}

function KeyTabs({ kmsKey }: { kmsKey: KmsKey }) {
  const [search, setSearch] = useSearchParams();
  return (
    <Tabs
      activeTabId={search.get("tab") ?? "policy"}
      onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
      tabs={[
        { id: "policy", label: "Key policy", content: <PolicyTab kmsKey={kmsKey} /> },
        {
          id: "cryptographic-configuration",
          label: "Cryptographic configuration",
          content: <CryptographicTab kmsKey={kmsKey} />,
        },
        ...keyMaterialTabs(kmsKey),
        ...(keyTypeText(kmsKey.metadata) === "Asymmetric"
          ? [{ id: "public-key", label: "Public key", content: <PublicKeyTab kmsKey={kmsKey} /> }]
          : []),
        { id: "aliases", label: "Aliases", content: <AliasesTab kmsKey={kmsKey} /> },
        { id: "grants", label: "Grants", content: <GrantsTab kmsKey={kmsKey} /> },
        { id: "tags", label: "Tags", content: <TagsTab kmsKey={kmsKey} /> },
        ...(kmsKey.metadata.MultiRegion
          ? [{ id: "regionality", label: "Regionality", content: <RegionalityTab kmsKey={kmsKey} /> }]
          : []),
        { id: "events", label: "Audit events", content: <EventsTab kmsKey={kmsKey} /> },
        { id: "charges", label: "Charges", content: <ChargesTab kmsKey={kmsKey} /> },
      ]}
    />
  );
}

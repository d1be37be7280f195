import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Box from "@cloudscape-design/components/box";
import { paths } from "../../app/paths";
import { KeyLink } from "../../shared/encryption/key-link";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { SourceText } from "../../shared/source-text";
import { ChainStatus } from "./chain-status";
import type { Chain } from "./chains";
import { useTableKeys, type KeyChain } from "./table-keys";

/** The wrapped keys between a KMS key and a table's data. */
export function WrappedKeys({ chain, onDismiss }: { chain: Chain; onDismiss: () => void }) {
  const keys = useTableKeys(chain.table);
  return (
    <Modal visible size="large" header={`Keys of ${chain.table}`} onDismiss={onDismiss}>
      <SpaceBetween size="l">
        <SpaceBetween direction="horizontal" size="m">
          <ChainStatus state={chain.state} />
          <Link href={`#${paths.table(chain.table)}`}>Open the table</Link>
        </SpaceBetween>
        {keys.isPending ? <Loading /> : null}
        {keys.isError ? <ServiceErrorAlert error={keys.error} header="The wrapped keys cannot be shown" /> : null}
        {keys.data ? <OneChain chain={keys.data.Chain} /> : null}
        {keys.data?.NextChain ? (
          <>
            <Box variant="h3">After the change</Box>
            <OneChain chain={keys.data.NextChain} />
          </>
        ) : null}
      </SpaceBetween>
    </Modal>
  );
}

function OneChain({ chain }: { chain: KeyChain }) {
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: "KMS key", value: chain.KMSMasterKeyArn ? <KeyLink arn={chain.KMSMasterKeyArn} /> : "AWS owned key" },
        { label: "Encryption context", value: <SourceText>{JSON.stringify(chain.EncryptionContext, null, 2)}</SourceText> },
        { label: "Table key, wrapped by the KMS key", value: <SourceText>{chain.WrappedTableKey}</SourceText> },
        { label: "Data key, wrapped by the table key", value: <SourceText>{chain.WrappedDataKey}</SourceText> },
        ...(chain.GrantId ? [{ label: "Grant", value: <SourceText>{chain.GrantId}</SourceText> }] : []),
      ]}
    />
  );
}

import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useEffect, useMemo, useState } from "react";
import { EmptyTable } from "../../shared/empty-table";
import { KeyLink } from "../../shared/encryption/key-link";
import { KeyState } from "../../shared/key-state";
import { useKmsKeys } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { isDenial, refusalOf } from "../../shared/service-error";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useTables } from "../tables/use-tables";
import { ChainStatus } from "./chain-status";
import { chainsOf, type Chain } from "./chains";
import { Picture } from "./picture";
import { WrappedKeys } from "./wrapped-keys";

const LOOK_AGAIN_MILLISECONDS = 2000;

/** Which KMS key protects which table, index and stream, drawn anew while one looks. */
export function KeyMapPage() {
  const tables = useTables();
  const keys = useKmsKeys();
  const [chosen, setChosen] = useState<Chain | null>(null);
  useLookAgain(tables);
  useLookAgain(keys);
  const chains = useMemo(() => chainsOf(tables.data ?? [], keys.data ?? []), [tables.data, keys.data]);
  const error = tables.error ?? keys.error;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Which KMS key protects which table, its indexes and its stream. It is drawn anew every two seconds.">
          Key map
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error ? <ServiceErrorAlert error={error} header="The map is not up to date" /> : null}
        <Container header={<Header variant="h2">Picture</Header>}>
          {tables.isPending ? <Loading /> : null}
          {tables.data && chains.length === 0 ? <Box textAlign="center">There is no table in this region yet.</Box> : null}
          {chains.length ? <Picture chains={chains} onChoose={setChosen} /> : null}
        </Container>
        <Table
          columnDefinitions={columns(setChosen)}
          items={chains}
          trackBy="table"
          empty={<EmptyTable isUnknown={tables.isError}>There is no table in this region yet.</EmptyTable>}
          header={<Header variant="h2">The same as a table</Header>}
        />
        {chosen ? <WrappedKeys chain={chosen} onDismiss={() => setChosen(null)} /> : null}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** Asks again and again, but not for what policies denied: its explanation stays to be read. */
function useLookAgain({ refetch, error }: { refetch: () => Promise<unknown>; error: Error | null }) {
  const isDenied = error !== null && isDenial(refusalOf(error));
  useEffect(() => {
    if (isDenied) return;
    const timer = setInterval(() => void refetch(), LOOK_AGAIN_MILLISECONDS);
    return () => clearInterval(timer);
  }, [refetch, isDenied]);
}

function columns(onChoose: (chain: Chain) => void): readonly TableProps.ColumnDefinition<Chain>[] {
  return [
    { id: "table", header: "Table", cell: ({ table }) => table, isRowHeader: true },
    { id: "state", header: "Chain", cell: ({ state }) => <ChainStatus state={state} /> },
    { id: "key", header: "KMS key", cell: ({ keyText, keyArn }) => (keyArn ? <KeyLink arn={keyArn} text={keyText} /> : keyText) },
    { id: "key-state", header: "Key status", cell: ({ keyState }) => (keyState ? <KeyState state={keyState} /> : "-") },
    {
      id: "parts",
      header: "Indexes and stream",
      cell: ({ parts }) => parts.map(({ kind, name }) => `${kind} ${name}`).join(", ") || "-",
    },
    {
      id: "keys",
      header: "Wrapped keys",
      cell: (chain) => (
        <Button variant="inline-link" ariaLabel={`Show the keys of ${chain.table}`} onClick={() => onChoose(chain)}>
          Show
        </Button>
      ),
    },
  ];
}

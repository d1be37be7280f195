import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { IndexFields } from "./index-fields";
import type { IndexForm } from "./form";

interface Properties {
  indexes: readonly IndexForm[];
  onChange: (indexes: readonly IndexForm[]) => void;
  problem?: string | undefined;
}

/** The secondary indexes that the table is to have from the beginning. */
export function IndexesSection({ indexes, onChange, problem }: Properties) {
  const add = (kind: IndexForm["kind"]) =>
    onChange([
      ...indexes,
      {
        id: String(1 + Math.max(0, ...indexes.map(({ id }) => Number(id)))),
        kind,
        name: "",
        partitionKey: { name: "", type: "S" },
        sortKey: { name: "", type: "S" },
        projection: "ALL",
        included: "",
      },
    ]);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${indexes.length})`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" onClick={() => add("local")}>Create local index</Button>
              <Button formAction="none" onClick={() => add("global")}>Create global index</Button>
            </SpaceBetween>
          }
        >
          Secondary indexes
        </Header>
      }
    >
      <SpaceBetween size="l">
        {problem ? <Alert type="error">{problem}</Alert> : null}
        {indexes.length === 0 ? (
          <Box color="text-status-inactive">No indexes. Global ones can be added later, local ones cannot.</Box>
        ) : null}
        {indexes.map((index) => (
          <IndexFields
            key={index.id}
            index={index}
            onChange={(changed) => onChange(indexes.map((other) => (other.id === index.id ? changed : other)))}
            onRemove={() => onChange(indexes.filter((other) => other.id !== index.id))}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

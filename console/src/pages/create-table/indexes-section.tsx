import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { IndexFields } from "../../shared/indexes/index-fields";
import { EMPTY_INDEX } from "../../shared/indexes/index-form";
import type { TableIndexForm } from "./form";

interface Properties {
  indexes: readonly TableIndexForm[];
  onChange: (indexes: readonly TableIndexForm[]) => void;
  problem?: string | undefined;
}

/** The secondary indexes that the table is to have from the beginning. */
export function IndexesSection({ indexes, onChange, problem }: Properties) {
  const add = (kind: TableIndexForm["kind"]) =>
    onChange([...indexes, { ...EMPTY_INDEX, kind, id: String(1 + Math.max(0, ...indexes.map(({ id }) => Number(id)))) }]);
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
          <SpaceBetween key={index.id} size="s">
            <Header
              variant="h3"
              actions={
                <Button
                  formAction="none"
                  ariaLabel={`Remove index ${index.name}`}
                  onClick={() => onChange(indexes.filter((other) => other !== index))}
                >
                  Remove
                </Button>
              }
            >
              {index.kind === "global" ? "Global secondary index" : "Local secondary index"}
            </Header>
            <IndexFields
              index={index}
              isGlobal={index.kind === "global"}
              onChange={(change) => onChange(indexes.map((other) => (other === index ? { ...index, ...change } : other)))}
            />
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Container>
  );
}

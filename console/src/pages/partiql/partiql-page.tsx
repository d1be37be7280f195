import { ExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDynamoDB } from "../../session/use-dynamodb";
import type { Item } from "../../shared/items/dynamodb-json";
import { columnNames, valueText } from "../../shared/items/value-text";
import { ServiceErrorAlert } from "../../shared/service-error-alert";

/** One page of a statement's answer; `items` are those of the pages before it too. */
interface Answer {
  statement: string;
  items: readonly Item[];
  next: string | undefined;
}

/** Runs statements in PartiQL. */
export function PartiqlPage() {
  const dynamodb = useDynamoDB();
  const [statement, setStatement] = useState("");
  const running = useMutation({
    mutationFn: async (before: Answer): Promise<Answer> => {
      const page = await dynamodb.send(
        new ExecuteStatementCommand({ Statement: before.statement, NextToken: before.next }),
      );
      return { ...before, items: [...before.items, ...(page.Items ?? [])], next: page.NextToken };
    },
  });
  return (
    <ContentLayout header={<Header variant="h1">PartiQL editor</Header>}>
      <SpaceBetween size="l">
        <Container
          footer={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                variant="primary"
                loading={running.isPending}
                disabled={!statement.trim()}
                onClick={() => running.mutate({ statement, items: [], next: undefined })}
              >
                Run
              </Button>
              <Button onClick={() => setStatement("")}>Clear</Button>
            </SpaceBetween>
          }
        >
          <FormField label="Statement" stretch>
            <Textarea
              value={statement}
              rows={6}
              spellcheck={false}
              placeholder={"SELECT * FROM \"Music\" WHERE \"Artist\" = 'No One You Know'"}
              onChange={({ detail }) => setStatement(detail.value)}
            />
          </FormField>
        </Container>
        {running.isError ? (
          <ServiceErrorAlert error={running.error} header="The statement was not run" />
        ) : null}
        {running.data ? <Answered answer={running.data} onMore={running.mutate} /> : null}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Answered({ answer, onMore }: { answer: Answer; onMore: (answer: Answer) => void }) {
  return (
    <Table
      items={answer.items}
      columnDefinitions={columnNames(answer.items, []).map((name) => ({
        id: name,
        header: name,
        cell: (item: Item) => valueText(item[name]),
      }))}
      header={
        <Header variant="h2" counter={`(${answer.items.length})`}>
          Items returned
        </Header>
      }
      empty={<Box textAlign="center">The statement was run. It returned no items.</Box>}
      footer={
        answer.next ? (
          <Box textAlign="center">
            <Button onClick={() => onMore(answer)}>Retrieve next page</Button>
          </Box>
        ) : null
      }
    />
  );
}

import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

/** What a table gets when nothing is customized. */
export function DefaultSettings() {
  return (
    <Container
      header={
        <Header variant="h2" description="All of them can be changed after the table is created, but for local indexes.">
          Default table settings
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Table class", value: "DynamoDB Standard" },
          { label: "Capacity mode", value: "On-demand" },
          { label: "Secondary indexes", value: "None" },
          { label: "Encryption key management", value: "Owned by Amazon DynamoDB" },
          { label: "Deletion protection", value: "Off" },
          { label: "Tags", value: "None" },
        ]}
      />
    </Container>
  );
}

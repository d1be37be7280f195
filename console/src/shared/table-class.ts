/** The table classes by the service's names for them. */
export const TABLE_CLASSES = [
  {
    value: "STANDARD",
    label: "DynamoDB Standard",
    description: "For tables that are read and written often.",
  },
  {
    value: "STANDARD_INFREQUENT_ACCESS",
    label: "DynamoDB Standard-IA",
    description: "For tables of which the storage is the dominant cost.",
  },
] as const;

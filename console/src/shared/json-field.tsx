import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { jsonProblem } from "./json-problem";

interface Properties {
  label: string;
  value: string;
  onChange: (value: string) => void;
  readOnly?: boolean;
}

const FEWEST_ROWS = 8;
const MOST_ROWS = 30;

/** A text that must be JSON: says where it is not. */
export function JsonField({ label, value, onChange, readOnly = false }: Properties) {
  const problem = jsonProblem(value);
  const rows = Math.min(Math.max(value.split("\n").length + 1, FEWEST_ROWS), MOST_ROWS);
  return (
    <FormField
      label={label}
      stretch
      errorText={problem && `Line ${problem.line}, column ${problem.column}: ${problem.reason}.`}
    >
      <Textarea
        value={value}
        rows={rows}
        spellcheck={false}
        readOnly={readOnly}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}

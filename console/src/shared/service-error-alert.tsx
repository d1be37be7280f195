import Alert from "@cloudscape-design/components/alert";
import { refusalOf } from "./service-error";
import { ServiceErrorText } from "./service-error-text";

/** What the service said when it refused, on the page where it was asked. */
export function ServiceErrorAlert({ error, header }: { error: unknown; header?: string }) {
  return (
    <Alert type="error" header={header ?? refusalOf(error).type}>
      <ServiceErrorText error={error} isTyped={header !== undefined} />
    </Alert>
  );
}

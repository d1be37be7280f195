import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { refusalOf } from "../shared/service-error";

/** Shows, instead of pages that could not be loaded or drawn, that they failed. */
export class FailureBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Alert
        type="error"
        header="This page failed"
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        {refusalOf(this.state.error).message}
      </Alert>
    );
  }
}

export function MissingPage() {
  return (
    <Alert type="warning" header="There is no such page">
      Choose a page in the navigation.
    </Alert>
  );
}

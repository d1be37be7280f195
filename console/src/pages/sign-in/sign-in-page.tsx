import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import type { AccessKey } from "../../session/stored-session";
import { ServiceErrorAlert } from "../../shared/service-error-alert";

/** Signs in with an access key, once the server has said whose it is. */
export function SignInPage({ onSignedIn }: { onSignedIn?: () => void }) {
  const { connection, signIn } = useSession();
  const [accessKeyId, setAccessKeyId] = useState("");
  const [secretAccessKey, setSecretAccessKey] = useState("");
  const [sessionToken, setSessionToken] = useState("");
  const signingIn = useMutation({
    mutationFn: async (accessKey: AccessKey) => {
      const { principalOf } = await import("./principal");
      return { accessKey, arn: await principalOf(connection(accessKey)) };
    },
    onSuccess: (signedIn) => {
      signIn(signedIn);
      onSignedIn?.();
    },
  });
  return (
    <Box margin={{ horizontal: "l", vertical: "xxl" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const token = sessionToken.trim();
          signingIn.mutate({
            accessKeyId: accessKeyId.trim(),
            secretAccessKey: secretAccessKey.trim(),
            ...(token && { sessionToken: token }),
          });
        }}
      >
        <Form
          actions={
            <Button
              variant="primary"
              formAction="submit"
              loading={signingIn.isPending}
              disabled={!accessKeyId.trim() || !secretAccessKey.trim()}
            >
              Sign in
            </Button>
          }
          errorText={null}
        >
          <Container
            header={
              <Header variant="h1" description="The access key is kept until this browser tab is closed, and nowhere else.">
                Sign in
              </Header>
            }
          >
            <SpaceBetween size="l">
              {signingIn.isError ? <ServiceErrorAlert error={signingIn.error} /> : null}
              <FormField label="Access key ID">
                <Input
                  value={accessKeyId}
                  autoComplete="off"
                  onChange={({ detail }) => setAccessKeyId(detail.value)}
                />
              </FormField>
              <FormField label="Secret access key">
                <Input
                  type="password"
                  value={secretAccessKey}
                  autoComplete="off"
                  onChange={({ detail }) => setSecretAccessKey(detail.value)}
                />
              </FormField>
              <FormField label="Session token - optional" description="Only temporary credentials have one.">
                <Input
                  value={sessionToken}
                  autoComplete="off"
                  onChange={({ detail }) => setSessionToken(detail.value)}
                />
              </FormField>
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </Box>
  );
}

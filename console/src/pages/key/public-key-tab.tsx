import { GetPublicKeyCommand } from "@aws-sdk/client-kms";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { saveFile } from "../../shared/save-file";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { SourceText } from "../../shared/source-text";
import { pem } from "./pem";
import { useKeyPart } from "./use-key";

/** The public key of an asymmetric key, to be taken elsewhere. */
export function PublicKeyTab({ kmsKey: { metadata } }: { kmsKey: KmsKey }) {
  const { Arn: keyArn = "", KeyId: id = "" } = metadata;
  const publicKey = useKeyPart(keyArn, "public-key", async (kms) => {
    const answer = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }));
    return pem(answer.PublicKey ?? new Uint8Array());
  });
  if (publicKey.isPending) return <Loading />;
  if (publicKey.isError) return <ServiceErrorAlert error={publicKey.error} header="The public key cannot be shown" />;
  const text = publicKey.data;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <CopyToClipboard
                textToCopy={text}
                copyButtonText="Copy"
                copySuccessText="Public key copied"
                copyErrorText="The public key could not be copied"
              />
              <Button onClick={() => saveFile(new File([`${text}\n`], `${id}.pem`, { type: "application/x-pem-file" }))}>
                Download
              </Button>
            </SpaceBetween>
          }
        >
          Public key
        </Header>
      }
    >
      <SourceText>{text}</SourceText>
    </Container>
  );
}

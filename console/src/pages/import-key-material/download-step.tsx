import { GetParametersForImportCommand, type KeySpec, type WrappingKeySpec, type AlgorithmSpec } from "@aws-sdk/client-kms";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useKms } from "../../session/use-kms";
import { saveFile } from "../../shared/save-file";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { SourceText } from "../../shared/source-text";
import { timeText } from "../../shared/time-text";
import { parametersFile } from "./parameters-file";
import {
  algorithmsFor,
  fittingWrapping,
  materialText,
  WRAPPING_KEY_SPECS,
  wrappingCommands,
  type Wrapping,
} from "./wrapping";

interface Properties {
  /** The key's ARN. */
  arn: string;
  keySpec: KeySpec;
  wrapping: Wrapping;
  onChange: (wrapping: Wrapping) => void;
}

/** Download wrapping public key and import token, and how the key material is wrapped with them. */
export function DownloadStep(properties: Properties) {
  const { keySpec, wrapping } = properties;
  return (
    <SpaceBetween size="l">
      <Parameters {...properties} />
      <Container
        header={
          <Header variant="h2" description="On your own machine: the key material itself never comes into this page.">
            Encrypt your key material
          </Header>
        }
      >
        <SpaceBetween size="s">
          <Box>
            Unpack the file that you downloaded. With your key material in KeyMaterial.bin ({materialText(keySpec)}),
            OpenSSL 3 wraps it so:
          </Box>
          <SourceText>{wrappingCommands(wrapping.algorithm)}</SourceText>
          <Box>
            Keep the key material: KMS never gives it out, and if it is deleted or expires you must import the very same
            again.
          </Box>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Parameters({ arn, keySpec, wrapping, onChange }: Properties) {
  const kms = useKms();
  const downloading = useMutation({
    mutationFn: async () => {
      const parameters = await kms.send(
        new GetParametersForImportCommand({
          KeyId: arn,
          WrappingKeySpec: wrapping.keySpec,
          WrappingAlgorithm: wrapping.algorithm,
        }),
      );
      const file = parametersFile(parameters, keySpec, wrapping);
      saveFile(file);
      return { name: file.name, until: parameters.ParametersValidTo };
    },
  });
  const choose = (chosen: Partial<Wrapping>) => {
    downloading.reset();
    onChange(fittingWrapping(keySpec, { ...wrapping, ...chosen }));
  };
  return (
    <Container header={<Header variant="h2">Configuration</Header>}>
      <SpaceBetween size="l">
        <FormField label="Select wrapping key spec" description="The RSA key pair that protects the key material on its way to KMS.">
          <RadioGroup
            value={wrapping.keySpec}
            onChange={({ detail }) => choose({ keySpec: detail.value as WrappingKeySpec })}
            items={WRAPPING_KEY_SPECS.map((value, place) => ({
              value,
              label: place === 0 ? `${value} - recommended` : value,
            }))}
          />
        </FormField>
        <FormField label="Select wrapping algorithm" description="How you encrypt the key material under the wrapping public key.">
          <RadioGroup
            value={wrapping.algorithm}
            onChange={({ detail }) => choose({ algorithm: detail.value as AlgorithmSpec })}
            items={algorithmsFor(keySpec, wrapping.keySpec).map((value, place) => ({
              value,
              label: place === 0 ? `${value} - recommended` : value,
            }))}
          />
        </FormField>
        {downloading.isError ? (
          <ServiceErrorAlert error={downloading.error} header="Nothing was downloaded" />
        ) : null}
        <Button iconName="download" loading={downloading.isPending} onClick={() => downloading.mutate()}>
          Download wrapping public key and import token
        </Button>
        {downloading.isSuccess ? (
          <Alert type="success" header={`${downloading.data.name} is downloaded`}>
            Wrapping public key and import token belong together, and are valid until {timeText(downloading.data.until)}.
          </Alert>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

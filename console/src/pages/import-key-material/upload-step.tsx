import type { KeySpec } from "@aws-sdk/client-kms";
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import DatePicker from "@cloudscape-design/components/date-picker";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TimeInput from "@cloudscape-design/components/time-input";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { problemsOf, type Upload } from "./upload";

interface Properties {
  keySpec: KeySpec;
  upload: Upload;
  onChange: (part: Partial<Upload>) => void;
  /** Whether it is time to say what is still wrong. */
  isChecked: boolean;
  /** Why the service refused the import. */
  error: unknown;
}

/** Upload your wrapped key material: the files, and whether the material expires. */
export function UploadStep({ keySpec, upload, onChange, isChecked, error }: Properties) {
  const problems = problemsOf(upload);
  return (
    <SpaceBetween size="l">
      {error ? <ServiceErrorAlert error={error} header="The key material was not imported" /> : null}
      <Container header={<Header variant="h2">Encrypted key material and import token</Header>}>
        <SpaceBetween size="l">
          <OneFile
            label="Wrapped key material"
            description="What you encrypted under the wrapping public key, such as EncryptedKeyMaterial.bin."
            file={upload.material}
            problem={isChecked ? problems.material : null}
            onChange={(material) => onChange({ material })}
          />
          <OneFile
            label="Import token"
            description="ImportToken.bin, from the same download as the wrapping public key."
            file={upload.token}
            problem={isChecked ? problems.token : null}
            onChange={(token) => onChange({ token })}
          />
        </SpaceBetween>
      </Container>
      <Expiration upload={upload} onChange={onChange} problem={isChecked ? problems.expiry : null} />
      {keySpec === "SYMMETRIC_DEFAULT" ? (
        <Container header={<Header variant="h2">Key material description</Header>}>
          <FormField label="Description - optional" description="Tells this key material from others of the key.">
            <Input value={upload.description} onChange={({ detail }) => onChange({ description: detail.value })} />
          </FormField>
        </Container>
      ) : null}
    </SpaceBetween>
  );
}

interface FileProperties {
  label: string;
  description: string;
  file: File | null;
  problem: string | null;
  onChange: (file: File | null) => void;
}

function OneFile({ label, description, file, problem, onChange }: FileProperties) {
  return (
    <FormField label={label} description={description}>
      <FileUpload
        value={file ? [file] : []}
        onChange={({ detail }) => onChange(detail.value[0] ?? null)}
        showFileSize
        errorText={problem}
        i18nStrings={{
          uploadButtonText: () => "Choose file",
          dropzoneText: () => "Drop file to upload",
          removeFileAriaLabel: (_, name) => `Remove ${name}`,
          errorIconAriaLabel: "Error",
        }}
      />
    </FormField>
  );
}

interface ExpirationProperties {
  upload: Upload;
  problem: string | null;
  onChange: (part: Partial<Upload>) => void;
}

function Expiration({ upload, problem, onChange }: ExpirationProperties) {
  return (
    <Container header={<Header variant="h2">Expiration option</Header>}>
      <SpaceBetween size="m">
        <Checkbox
          checked={upload.isExpiring}
          description="When it expires, KMS deletes it: what the key encrypted is inaccessible until you import the same key material again."
          onChange={({ detail }) => onChange({ isExpiring: detail.checked })}
        >
          Key material expires
        </Checkbox>
        {upload.isExpiring ? (
          <ColumnLayout columns={2}>
            <FormField label="Expiration date" constraintText="At most 365 days from now." errorText={problem}>
              <DatePicker
                value={upload.date}
                onChange={({ detail }) => onChange({ date: detail.value })}
                placeholder="YYYY/MM/DD"
                i18nStrings={{
                  openCalendarAriaLabel: (date) => (date ? `Choose another date than ${date}` : "Choose the date"),
                  previousMonthAriaLabel: "Previous month",
                  nextMonthAriaLabel: "Next month",
                  todayAriaLabel: "Today",
                }}
              />
            </FormField>
            <FormField label="Expiration time" constraintText="In your own time zone; midnight if you enter none.">
              <TimeInput
                value={upload.time}
                onChange={({ detail }) => onChange({ time: detail.value })}
                format="hh:mm"
                placeholder="hh:mm"
              />
            </FormField>
          </ColumnLayout>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

import { ImportKeyMaterialCommand } from "@aws-sdk/client-kms";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { paths } from "../../app/paths";
import { keyName, type KmsKey } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { useNotifications } from "../../shared/notifications";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { useKey, useKeyChange } from "../key/use-key";
import { DownloadStep } from "./download-step";
import { importInput, NO_UPLOAD, problemsOf, type Target, type Upload } from "./upload";
import { UploadStep } from "./upload-step";
import { fittingWrapping } from "./wrapping";

/** Brings key material into a key of origin EXTERNAL, for the first time or again. */
export function ImportKeyMaterialPage() {
  const { key: id = "" } = useParams();
  const [search] = useSearchParams();
  const key = useKey(id);
  if (key.isPending) return <Loading text="Loading the key" />;
  if (key.isError) return <ServiceErrorAlert error={key.error} header="The key cannot be shown" />;
  return <ImportWizard kmsKey={key.data} target={targetOf(search)} />;
}

/** The address of the page says which material is meant; see `paths`. */
function targetOf(search: URLSearchParams): Target {
  const materialId = search.get("material");
  if (materialId) return { type: "existing", materialId };
  return search.has("new") ? { type: "new" } : { type: "fitting" };
}

function ImportWizard({ kmsKey, target }: { kmsKey: KmsKey; target: Target }) {
  const { Arn: arn = "", KeyId: id = "", KeySpec: keySpec = "SYMMETRIC_DEFAULT" } = kmsKey.metadata;
  const navigate = useNavigate();
  const { notify } = useNotifications();
  const [step, setStep] = useState(0);
  const [isChecked, setChecked] = useState(false);
  const [upload, setUpload] = useState<Upload>(NO_UPLOAD);
  const [wrapping, setWrapping] = useState(() =>
    fittingWrapping(keySpec, { keySpec: "RSA_4096", algorithm: "RSAES_OAEP_SHA_256" }),
  );
  const leave = () => void navigate(paths.keyTab(id, "key-material"));
  const importing = useKeyChange(
    async (kms) => kms.send(new ImportKeyMaterialCommand(await importInput(arn, target, upload))),
    () => {
      notify({ id: `state ${arn}`, type: "success", content: importedText(keyName(kmsKey), target) });
      leave();
    },
  );
  const submit = () => {
    setChecked(true);
    if (Object.values(problemsOf(upload)).every((problem) => problem === null)) importing.mutate();
  };
  return (
    <Wizard
      activeStepIndex={step}
      onNavigate={({ detail }) => setStep(detail.requestedStepIndex)}
      onCancel={leave}
      onSubmit={submit}
      isLoadingNextStep={importing.isPending}
      submitButtonText="Import key material"
      steps={[
        {
          title: "Download wrapping public key and import token",
          content: <DownloadStep arn={arn} keySpec={keySpec} wrapping={wrapping} onChange={setWrapping} />,
        },
        {
          title: "Upload your wrapped key material",
          content: (
            <UploadStep
              keySpec={keySpec}
              upload={upload}
              onChange={(part) => setUpload((before) => ({ ...before, ...part }))}
              isChecked={isChecked}
              error={importing.error}
            />
          ),
        },
      ]}
    />
  );
}

function importedText(name: string, target: Target): string {
  if (target.type !== "new") return `The key material of ${name} is imported.`;
  return `New key material of ${name} is imported. It is pending rotation: Rotate now makes it the current one.`;
}
